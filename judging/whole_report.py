"""Fairness of the whole result in words: would anyone else win over all stages?"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from competitions.models import Stage
from judging import fairness, queries, scoring
from judging.queries import Final
from judging.reports import Section, changed_of, sentence_of, words_of


def whole_report(stages: Sequence[Stage]) -> dict[str, Any] | None:
    """What the page shows of all stages together; None while there is only one."""
    result = queries.final_of(stages)
    if len(result.stages) < 2:
        return None
    (last, own), *_rest = reversed(result.stages)
    if not any(each.rank for each in own.standings):
        words = _("Terlalu sedikit data: tahap %(stage)s belum dinilai.") % {"stage": last.name}
        return {"section": Section(words, []), "bars": [], "lacking": ""}
    left = {pk for _stage, table in result.stages for pk in table.left}
    played = [
        fairness.Played(
            stage.pk,
            stage.weight,
            {pk: own for pk, own in table.sheets.items() if pk not in left},
            queries.criteria_of(stage),
            scoring.Combination(stage.combination),
        )
        for stage, table in result.stages
    ]
    tried, lacking = fairness.whole_variants(played, last.edition.winner_count)
    names = {stage.pk: stage.name for stage, _table in result.stages}
    return {
        "section": _section(tried, result, names),
        "bars": _bars(tried, names),
        "lacking": _lacking([names[key] for key in lacking]),
    }


def _section(
    tried: Sequence[fairness.StageVariant], result: Final, names: dict[Any, str]
) -> Section:
    tables = {stage.pk: table for stage, table in result.stages}
    concerned = {entry for each in tried for entry in each.variant.gained | each.variant.lost}
    shown = [each for each in result.whole.standings if each.entry in concerned]
    titles = {each.submission.pk: each.submission.title for each in result.whole.load(shown)}
    rows = [
        {
            "change": f"{names[each.stage]}: {words_of(each.variant.what_if, tables[each.stage])}",
            "gained": sorted(titles[entry] for entry in each.variant.gained),
            "lost": sorted(titles[entry] for entry in each.variant.lost),
        }
        for each in tried
        if not each.variant.is_same
    ]
    return Section(sentence_of(len(rows), len(tried)), rows)


def _bars(tried: Sequence[fairness.StageVariant], names: dict[Any, str]) -> list[dict[str, Any]]:
    """For each stage, in how many of its recomputations somebody else wins."""
    return [
        changed_of(name, [each.variant.is_same for each in tried if each.stage == key])
        for key, name in names.items()
    ]


def _lacking(names: list[str]) -> str:
    if not names:
        return ""
    return _("Keketatan juri tidak diperhitungkan pada tahap %(stages)s: terlalu sedikit data.") % {
        "stages": ", ".join(names)
    }
