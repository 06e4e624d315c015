"""The papers of a verdict, from what was frozen: minutes, annex of the decree, recap, certificate.

The frozen bundle alone says ranks, scores and reasons; only who signs is looked up.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import qrcode
from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathImage

from competitions.models import Stage
from inovasi.lib.dates import day, moment
from inovasi.lib.pdf import typeset
from judging import scoring
from judging.models import Award, Decision, Judge, Publication
from judging.presentation import exact, sheet_counts
from ledger import workflow as ledger
from ledger.models import Line
from ledger.verifying import Head

PAPER, CERTIFICATE = (Path(__file__).with_name(f"{name}.typ") for name in ("paper", "certificate"))

NAMES = {
    "berita-acara": gettext_lazy("Berita acara"),
    "lampiran-sk": gettext_lazy("Lampiran keputusan"),
    "rekap-nilai": gettext_lazy("Rekapitulasi nilai"),
}

Block = dict[str, Any]

TO_FILL_IN = "." * 40
"""For what is written by hand: the number of a decree, the name of who signs."""


def paper(kind: str, decision: Decision) -> bytes:
    """The paper of that name as PDF/A: the same bytes until somebody agrees, and again after."""
    return typeset(PAPER, paper_data(kind, decision), decision.frozen_at, archival=True)


def paper_data(kind: str, decision: Decision) -> Block:
    """All that stands on it."""
    bundle = json.loads(decision.full_bundle)
    publication = Publication.objects.filter(decision=decision).first()
    blocks = {"berita-acara": _minutes, "lampiran-sk": _annex, "rekap-nilai": _recap}[kind]
    return {
        "government": _("Pemerintah %(regency)s") % {"regency": settings.REGENCY_NAME},
        "owner": settings.OWNER_NAME,
        "title": str(NAMES[kind]),
        "subtitle": bundle["edisi"]["nama"],
        "draft": "" if publication else _("Rancangan: belum disetujui panitia kedua"),
        "wide": kind == "rekap-nilai",
        "blocks": blocks(bundle, decision, publication),
        "seal_label": _("Sidik berkas hasil (SHA-256)"),
        "seal": decision.sha256,
    }


def certificate(award: Award) -> bytes:
    """The certificate of an award that stands, with the way to its public check page."""
    return typeset(CERTIFICATE, certificate_data(award), award.awarded_at, archival=True)


def certificate_data(award: Award) -> Block:
    """All that stands on it."""
    result = award.result
    address = settings.PUBLIC_URL + reverse("certificate-check", args=[award.code])
    return {
        "government": _("Pemerintah %(regency)s") % {"regency": settings.REGENCY_NAME},
        "owner": settings.OWNER_NAME,
        "title": _("Piagam penghargaan"),
        "number": award.number,
        "given_to": _("Diberikan kepada"),
        "unit": result.unit_name,
        "for_what": _("atas inovasi"),
        "innovation": result.title,
        "as_what": _("sebagai"),
        "award": award.title,
        "given_at": day(localdate(award.awarded_at)),
        "signed_by": TO_FILL_IN,
        "check": _("Periksa keaslian piagam ini:"),
        "address": address,
        "qr": qrcode.make(address, image_factory=SvgPathImage, border=0).to_string(
            encoding="unicode"
        ),
        "qr_label": _("Kode QR menuju halaman pemeriksaan piagam"),
    }


def _minutes(bundle: Mapping[str, Any], decision: Decision, publication: Any) -> list[Block]:
    opening = _(
        "Panitia menetapkan hasil %(edition)s dari nilai yang ditandatangani para juri. Semua "
        "angka dan keputusan di bawah ini berasal dari berkas hasil yang sidiknya tertulis di kaki "
        "halaman."
    ) % {"edition": bundle["edisi"]["nama"]}
    facts = [
        [_("Dibekukan"), f"{moment(decision.frozen_at)}, {decision.frozen_by}"],
        [_("Disetujui"), f"{publication.published_by}" if publication else "–"],
        [_("Diumumkan"), moment((publication or decision).published_at) if publication else "–"],
        [_("Jumlah usulan"), str(len(bundle["hasil"]))],
        *(fact for stage in bundle["tahap"] for fact in _stage_facts(stage)),
    ]
    blocks = [_text(opening), _facts(facts)]
    if decision.note:
        blocks += [_heading(_("Pertimbangan")), _text(decision.note)]
    blocks += [_heading(_("Peringkat")), _ranking(bundle["hasil"], bundle)]
    if bundle["pleno"]:
        rows = [
            [str(each["peringkat"]), each["nomor"], each["alasan"], each["risalah"]]
            for each in bundle["pleno"]
        ]
        heads = [_("Peringkat"), _("Usulan"), _("Alasan"), _("Risalah")]
        blocks += [_heading(_("Keputusan pleno")), _table(heads, [6, 9, 0, 8], rows)]
    if bundle["keluar"]:
        rows = [
            [each["nomor"], bundle["tahap"][each["sesudah"]]["nama"], each["cara"], each["alasan"]]
            for each in bundle["keluar"]
        ]
        heads = [_("Usulan"), _("Selama tahap"), _("Cara"), _("Alasan")]
        blocks += [_heading(_("Keluar dari lomba")), _table(heads, [9, 9, 9, 0], rows)]
    judged = [*(entry for stage in bundle["tahap"] for entry in stage["usulan"]), *bundle["keluar"]]
    excluded = [
        [entry["nomor"], sheet["juri"], sheet["alasan"]]
        for entry in judged
        for sheet in entry["dikecualikan"]
    ]
    if excluded:
        heads = [_("Usulan"), _("Juri"), _("Alasan")]
        blocks += [_heading(_("Lembar yang dikecualikan")), _table(heads, [9, 4, 0], excluded)]
    return [*blocks, *_ledger_line(decision), *_signatures(decision, publication)]


def _stage_facts(stage: Mapping[str, Any]) -> list[list[str]]:
    decree = {
        "number": stage["sk"]["nomor"],
        "day": day(date.fromisoformat(stage["sk"]["tanggal"])),
    }
    how = {
        "weight": _percent(stage["bobot"]),
        "how": str(Stage.Combination(stage["gabungan"]).label).lower(),
    }
    said = _("SK nomor %(number)s, %(day)s") % decree
    facts = [[stage["nama"], f"{said}; " + _("bobot %(weight)s, %(how)s") % how]]
    if stage["lanjut"]:
        facts.append([_("Lanjut dari tahap ini"), ", ".join(stage["lanjut"]["nomor"])])
    return facts


def _annex(bundle: Mapping[str, Any], _decision: Decision, _publication: Any) -> list[Block]:
    winners = [row for row in bundle["hasil"] if row["pemenang"]]
    decree = [[_("Keputusan nomor"), TO_FILL_IN], [_("Tanggal"), TO_FILL_IN]]
    signed = {"kind": "signatures", "people": [["", ""], [_("Yang menetapkan"), TO_FILL_IN]]}
    awarded = [_heading(_("Penerima penghargaan")), _ranking(winners, bundle)]
    return [_facts(decree), *awarded, _space(), signed]


def _recap(bundle: Mapping[str, Any], _decision: Decision, _publication: Any) -> list[Block]:
    """Every counted sheet of each stage with its scores, then the result."""
    blocks = [block for stage in bundle["tahap"] for block in _recap_of(stage)]
    return [*blocks, _heading(_("Peringkat")), _ranking(bundle["hasil"], bundle)]


def _recap_of(stage: Mapping[str, Any]) -> list[Block]:
    """The criteria of a stage, numbered, then a line for each sheet."""
    rules = [
        scoring.Criterion(c["kunci"], Decimal(c["bobot"]), Decimal(c["nilai_tertinggi"]))
        for c in stage["kriteria"]
    ]
    legend = [
        [
            f"K{n}",
            _("%(name)s (bobot %(weight)s)")
            % {"name": _name(rule), "weight": _percent(rule.weight)},
        ]
        for n, rule in enumerate(rules, start=1)
    ]
    rows = []
    for entry in stage["usulan"]:
        for sheet in entry["lembar"]:
            scores = {key: Decimal(value) for key, value in sheet["nilai"].items()}
            total = exact(scoring.sheet_total(scores, rules))
            cells = [number_format(scores[rule.key]) for rule in rules]
            rows.append([entry["nomor"], sheet["juri"], *cells, total])
    heads = [_("Usulan"), _("Juri"), *(f"K{n}" for n in range(1, len(rules) + 1)), _("Jumlah")]
    numbers = list(range(2, len(heads)))
    sheets = _table(heads, [10, 4, *[4.5] * len(rules), 6], rows, numbers)
    how = str(Stage.Combination(stage["gabungan"]).label)
    scores = [
        [
            str(row["peringkat"]),
            row["nomor"],
            str(row["jumlah_lembar"]),
            number_format(Decimal(row["nilai"]), 2),
        ]
        for row in sorted(stage["hasil"], key=lambda row: (row["peringkat"], row["nomor"]))
    ]
    combined = _table([_("Peringkat"), _("Usulan"), _("n"), how], [6, 10, 3, 7], scores, [2, 3])
    return [_heading(stage["nama"]), _facts(legend), sheets, _space(), combined]


def _percent(weight: str | Decimal) -> str:
    return f"{number_format(Decimal(weight).normalize(), use_l10n=True)}%"


def _name(rule: scoring.Criterion) -> str:
    return str(rule.key).partition(". ")[2]


def _ranking(rows: list[dict[str, Any]], bundle: Mapping[str, Any]) -> Block:
    """With the last stage that each entry reached, where there are several; n beside the score."""
    counts = sheet_counts(bundle)
    entries = {entry["nomor"]: entry for entry in bundle["usulan"]}
    stages = [stage["nama"] for stage in bundle["tahap"]]
    several = len(stages) > 1
    cells = [
        [
            _rank(row),
            row["nomor"],
            entries[row["nomor"]]["judul"],
            entries[row["nomor"]]["unit"],
            *([stages[len(row["nilai_tahap"]) - 1]] if several else []),
            counts[row["nomor"]],
            number_format(Decimal(row["nilai"]), 2),
        ]
        for row in sorted(rows, key=lambda row: (row["peringkat"], row["nomor"]))
    ]
    reached = [_("Sampai tahap")] if several else []
    heads = [_("Peringkat"), _("Usulan"), _("Inovasi"), _("Unit"), *reached, _("n"), _("Nilai")]
    widths = [6, 8, 0, 0, *([8] if several else []), 4, 4]
    return _table(heads, widths, cells, [len(heads) - 2, len(heads) - 1])


def _rank(row: Mapping[str, Any]) -> str:
    if row["peringkat"] == row["peringkat_hitungan"]:
        return str(row["peringkat"])
    return _("%(peringkat)d (hitungan %(peringkat_hitungan)d)") % row


def _ledger_line(decision: Decision) -> list[Block]:
    """Where the ledger tells of the freezing, as a witness keeps it: number and link in one."""
    line = Line.objects.about(ledger.subject_of(decision)).exclude(number=None).first()
    if line is None:
        return []
    said = _("Pembekuan ini dicatat dengan nomor baris dan sidik berikut:")
    kept = str(Head(line.number, line.hash))
    return [_heading(_("Buku catatan")), _text(said), {"kind": "seal", "text": kept}]


def _signatures(decision: Decision, publication: Any) -> list[Block]:
    """Everyone once, also who judged in several stages."""
    judges = Judge.objects.filter(panel__stage__edition=decision.edition, left_at=None)
    roles: dict[str, str] = {}
    for judge in judges.select_related("user").order_by("panel__stage__order", "pk"):
        name = str(judge.user)
        if judge.is_chair or name not in roles:
            roles[name] = _("Ketua tim penilai") if judge.is_chair else _("Juri")
    people = [[_("Panitia"), str(decision.frozen_by)]]
    if publication:
        people.append([_("Panitia"), str(publication.published_by)])
    people += [[role, name] for name, role in roles.items()]
    return [_heading(_("Tanda tangan")), {"kind": "signatures", "people": people}]


def _heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def _text(text: str) -> Block:
    return {"kind": "text", "text": text}


def _facts(rows: list[list[str]]) -> Block:
    return {"kind": "facts", "rows": rows}


def _space() -> Block:
    return {"kind": "space"}


def _table(
    heads: list[str],
    widths: list[float],
    rows: list[list[str]],
    numbers: Sequence[int] = (),
) -> Block:
    """Widths in em; 0 shares what is left. `numbers`: the columns that stand to the right."""
    return {
        "kind": "table",
        "heads": heads,
        "widths": widths,
        "rows": rows,
        "numbers": list(numbers),
    }
