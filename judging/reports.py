"""The fairness report in words and shapes; the numbers are `judging.fairness`."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Edition, Stage
from judging import fairness, queries, scoring
from judging.fairness import Change, Lack, TooLittle

NEARLY_SURE = 0.9
"""From this chance on a winner is called sure."""
WORTH_SHOWING = 0.05
"""Entries with less chance to be among the winners are left out, unless they stand near them."""
MOST_ROWS = 40
RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff (2004): rely on what is above the first, conclude tentatively above the second."""
NORMAL_90 = 1.6449
"""Standard errors to each side that hold 90 of 100 values of a normal distribution."""


@dataclass(frozen=True)
class Section:
    """One question of the report. Without `rows`, `sentence` says why there is no answer."""

    sentence: str
    rows: list[dict[str, Any]]


def report(stage: Stage) -> dict[str, Any]:
    """Everything that the page shows."""
    table, criteria = queries.table(stage), queries.criteria_of(stage)
    marks = fairness.totals(table.sheets, criteria)
    tried = _tried(stage, table, criteria)
    concerned = {entry for each in tried for entry in each.gained | each.lost}
    shown = table.load(
        [
            each
            for place, each in enumerate(table.standings)
            if place < MOST_ROWS or each.entry in concerned
        ]
    )
    return {
        "stability": _or_reason(lambda: _stability(tried, table, shown)),
        "bars": _bars(tried),
        "chances": _or_reason(lambda: _chances(stage.edition, table, marks, shown)),
        "judges": _or_reason(lambda: _judges(marks)),
        "agreement": _agreement(table, criteria, marks),
        "figures": _figures(marks),
        "seed": fairness.SEED,
        "draws": fairness.draws_for(len(marks)),
        "fewest_entries": fairness.FEWEST_ENTRIES,
        "fewest_free": fairness.FEWEST_FREE,
    }


def _or_reason(section: Callable[[], Section]) -> Section:
    try:
        return section()
    except TooLittle as refusal:
        return Section(reason(refusal), [])


def reason(refusal: TooLittle) -> str:
    """Why a number is not given, as people read it."""
    if refusal.lack == Lack.ISLANDS:
        groups = "; ".join(", ".join(group) for group in refusal.islands)
        return _(
            "Terlalu sedikit data: kelompok juri ini tidak menilai usulan yang sama, sehingga "
            "tidak dapat dibandingkan: %(groups)s."
        ) % {"groups": groups}
    return {
        Lack.ENTRIES: _("Terlalu sedikit data: perlu %(count)d usulan yang dinilai dua juri."),
        Lack.SHEETS: _("Terlalu sedikit data: belum cukup lembar untuk membandingkan juri."),
        Lack.NO_SPREAD: _("Tidak dapat dihitung: usulan tidak jelas berbeda satu sama lain."),
        Lack.NOT_ALL_BY_ALL: _(
            "Terlalu sedikit data: perlu %(count)d usulan yang dinilai semua juri."
        ),
    }[refusal.lack] % {"count": fairness.FEWEST_ENTRIES}


# --- would anyone else win? ---------------------------------------------------------------


def _tried(
    stage: Stage, table: queries.Table, criteria: list[scoring.Criterion]
) -> list[fairness.Variant]:
    """Every change with what it does to the winners; nothing while there are none."""
    if not any(each.rank for each in table.standings):
        return []
    how = scoring.Combination(stage.combination)
    return fairness.variants(table.sheets, criteria, how, stage.edition.winner_count)


def _stability(
    tried: list[fairness.Variant], table: queries.Table, shown: list[queries.RankedEntry]
) -> Section:
    if not tried:
        raise TooLittle(Lack.SHEETS)
    titles = {each.submission.pk: each.submission.title for each in shown}
    rows = [
        {
            "change": words_of(each.what_if, table),
            "gained": sorted(titles[entry] for entry in each.gained),
            "lost": sorted(titles[entry] for entry in each.lost),
        }
        for each in tried
        if not each.is_same
    ]
    return Section(sentence_of(len(rows), len(tried)), rows)


def _bars(tried: list[fairness.Variant]) -> list[dict[str, Any]]:
    """For each kind of change, in how many of its recomputations somebody else wins."""
    kinds = {
        _("Bobot sepersepuluh lebih besar atau lebih kecil"): (Change.HEAVIER, Change.LIGHTER),
        _("Tanpa nilai satu juri"): (Change.WITHOUT_JUDGE,),
        _("Cara penggabungan yang lain"): (Change.COMBINED,),
        _("Keketatan juri diperhitungkan"): (Change.ADJUSTED,),
    }
    of_kind = {
        label: [each.is_same for each in tried if each.what_if.change in changes]
        for label, changes in kinds.items()
    }
    return [changed_of(label, same) for label, same in of_kind.items() if same]


def changed_of(label: str, same: list[bool]) -> dict[str, Any]:
    """One bar: in how many recomputations somebody else wins."""
    counts = {"changed": same.count(False), "tried": len(same)}
    text = _("%(changed)d dari %(tried)d") % counts
    return {"label": label, "value": counts["changed"], "most": counts["tried"], "text": text}


def sentence_of(changed: int, tried: int) -> str:
    """In how many recomputations somebody else wins."""
    if not changed:
        return _("Pemenang tetap sama dalam semua %(tried)d perhitungan ulang.") % {"tried": tried}
    return _("Pemenang berubah dalam %(changed)d dari %(tried)d perhitungan ulang.") % {
        "changed": changed,
        "tried": tried,
    }


def words_of(what_if: fairness.WhatIf, table: queries.Table) -> str:
    """A change to a stage, as people read it."""
    about = what_if.about
    match what_if.change:
        case Change.HEAVIER:
            return _("Bobot %(name)s lebih besar sepersepuluh") % {"name": table.criteria[about]}
        case Change.LIGHTER:
            return _("Bobot %(name)s lebih kecil sepersepuluh") % {"name": table.criteria[about]}
        case Change.WITHOUT_JUDGE:
            return _("Tanpa nilai juri %(code)s") % {"code": about}
        case Change.COMBINED:
            return _("Nilai juri digabung dengan: %(how)s") % {
                "how": Stage.Combination(about).label
            }
        case Change.STAGE_HEAVIER:
            return _("Bobot tahap lebih besar sepersepuluh")
        case Change.STAGE_LIGHTER:
            return _("Bobot tahap lebih kecil sepersepuluh")
        case Change.ADJUSTED:
            return _("Ketat dan longgarnya juri diperhitungkan")


# --- how sure are the ranks? --------------------------------------------------------------


def _chances(
    edition: Edition,
    table: queries.Table,
    marks: fairness.Marks,
    shown: list[queries.RankedEntry],
) -> Section:
    count = edition.winner_count
    found = fairness.prospects(marks, count, draws=fairness.draws_for(len(marks)))
    rows = [
        {
            "entry": each,
            "prospect": own,
            "chance": percent(own.top),
            "from": _place(own.lowest - 1, len(found)),
            "to": _place(own.highest, len(found)),
            "at": _place(each.standing.rank - 0.5, len(found)),
            "wins": each.standing.rank <= count,
        }
        for each in shown
        if (own := found.get(each.submission.pk))
        and (own.top >= WORTH_SHOWING or each.standing.rank <= 2 * count)
    ]
    winners = [s.entry for s in table.standings if s.rank and s.rank <= count]
    sure = sum(found[entry].top >= NEARLY_SURE for entry in winners)
    sentence = _(
        "%(sure)d dari %(winners)d pemenang hampir pasti memang termasuk %(count)d terbaik "
        "(peluang 90 persen atau lebih)."
    ) % {"sure": sure, "winners": len(winners), "count": count}
    return Section(sentence, rows)


# --- who is strict? -----------------------------------------------------------------------


def _judges(marks: fairness.Marks) -> Section:
    judges = fairness.fit(marks).judges
    reach = max(abs(each.severity) + NORMAL_90 * each.error for each in judges.values()) or 1.0
    rows = []
    for code, each in sorted(judges.items(), key=lambda item: -item[1].severity):
        low, high = (each.severity + side * NORMAL_90 * each.error for side in (-1, 1))
        rows.append(
            {
                "code": code,
                "effect": each,
                "tendency": _tendency(each.severity),
                "is_clear": low > 0 or high < 0,
                "from": _place(reach - high, 2 * reach),
                "to": _place(reach - low, 2 * reach),
                "at": _place(reach - each.severity, 2 * reach),
            }
        )
    clear = sum(row["is_clear"] for row in rows)
    if not clear:
        return Section(_("Tidak ada juri yang jelas lebih ketat atau lebih longgar."), rows)
    sentence = ngettext(
        "%(clear)d dari %(count)d juri jelas lebih ketat atau lebih longgar daripada tim.",
        "%(clear)d dari %(count)d juri jelas lebih ketat atau lebih longgar daripada tim.",
        clear,
    ) % {"clear": clear, "count": len(rows)}
    return Section(sentence, rows)


def _tendency(severity: float) -> str:
    points = number_format(abs(severity), 1)
    if points == number_format(0, 1):
        return _("sama dengan tim")
    words = _("%(points)s poin lebih ketat") if severity > 0 else _("%(points)s poin lebih longgar")
    return words % {"points": points}


# --- do judges agree? ---------------------------------------------------------------------


def _agreement(
    table: queries.Table, criteria: list[scoring.Criterion], marks: fairness.Marks
) -> Section:
    by_criterion = [(table.criteria[c.key], _of_criterion(table.sheets, c.key)) for c in criteria]
    rows = [_agreement_row(name, own) for name, own in [(_("Nilai lembar"), marks), *by_criterion]]
    return Section(rows[0]["sentence"], rows)


def _figures(marks: fairness.Marks) -> list[dict[str, Any]]:
    """Each measure of agreement on whole sheets, with its own sentence."""
    alpha = _number(lambda: fairness.krippendorff_alpha(marks))
    both = _number(lambda: fairness.icc(marks))
    single, average = (both, both) if isinstance(both, TooLittle) else both
    order = _number(lambda: fairness.kendall_w(marks))
    share = _("%(share)d persen perbedaan %(what)s berasal dari usulannya, sisanya dari juri.")
    told = [
        (_("Alfa Krippendorff"), alpha, _agreement_sentence),
        (
            _("ICC(2,1)"),
            single,
            lambda v: share % {"share": _hundred(v), "what": _("nilai satu juri")},
        ),
        (
            _("ICC(2,k)"),
            average,
            lambda v: share % {"share": _hundred(v), "what": _("rata-rata juri")},
        ),
        (_("W Kendall"), order, _order_sentence),
    ]
    return [
        {
            "name": name,
            "value": _shown(value),
            "bar": _bar(value),
            "sentence": reason(value) if isinstance(value, TooLittle) else sentence(value),
        }
        for name, value, sentence in told
    ]


def _hundred(share: float) -> int:
    return round(100 * min(1.0, max(0.0, share)))


def _bar(value: float | TooLittle) -> str:
    return "0%" if isinstance(value, TooLittle) else _place(min(1.0, max(0.0, value)), 1)


def _order_sentence(w: float) -> str:
    if w >= RELIABLE:
        return _("Semua juri mengurutkan usulan hampir sama.")
    if w >= TENTATIVE:
        return _("Urutan usulan menurut para juri cukup mirip.")
    return _("Urutan usulan menurut para juri banyak berbeda.")


def _of_criterion(sheets: fairness.Sheets, key: Hashable) -> fairness.Marks:
    return {
        entry: {code: float(sheet[key]) for code, sheet in own.items()}
        for entry, own in sheets.items()
        if own
    }


def _agreement_row(name: str, marks: fairness.Marks) -> dict[str, Any]:
    alpha = _number(lambda: fairness.krippendorff_alpha(marks))
    both = _number(lambda: fairness.icc(marks))
    single, average = (both, both) if isinstance(both, TooLittle) else both
    return {
        "name": name,
        "alpha": _shown(alpha),
        "single": _shown(single),
        "average": _shown(average),
        "w": _shown(_number(lambda: fairness.kendall_w(marks))),
        "bar": _bar(alpha),
        "sentence": reason(alpha) if isinstance(alpha, TooLittle) else _agreement_sentence(alpha),
    }


def _number(measure: Callable[[], Any]) -> Any:
    """What `measure` gives, or the refusal that says why not."""
    try:
        return measure()
    except TooLittle as refusal:
        return refusal


def _shown(value: float | TooLittle) -> str:
    """A number, or in words why there is none."""
    if not isinstance(value, TooLittle):
        return number_format(value, 2)
    if value.lack == Lack.NO_SPREAD:
        return _("tidak dapat dihitung")
    return _("terlalu sedikit data")


def _agreement_sentence(alpha: float) -> str:
    if alpha >= RELIABLE:
        return _("Juri sependapat.")
    if alpha >= TENTATIVE:
        return _("Juri cukup sependapat.")
    return _("Juri banyak berbeda; bicarakan arti rentang nilainya.")


# --- shapes -------------------------------------------------------------------------------


def percent(share: float) -> str:
    """A chance in words; what the draws never or always showed is not called impossible or sure."""
    if share < 0.01:
        return _("di bawah 1%")
    if share > 0.99:
        return _("di atas 99%")
    return f"{round(share * 100)}%"


def _place(value: float, whole: float) -> str:
    """Where on a line of 100 %, as SVG reads it."""
    return f"{100 * value / whole:.2f}%"
