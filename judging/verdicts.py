"""The frozen bundles of a published verdict: everything needed to compute it again.

The full bundle tells which judge (by code) gave what, and what was excluded and why; panitia keeps
it. The public one holds the same scores without anything that ties a sheet to a judge: no codes,
sheets in the order of their scores, and the fingerprint of the full one.
"""

from typing import Any

from competitions.models import Stage
from inovasi.lib.seal import sealed
from judging.models import Panel
from judging.queries import RankedEntry, excluded_sheets, signed_sheets

METHOD = {
    "lembar": "persen berbobot dari nilai tertinggi kriteria",
    "usulan": "lembar bertanda tangan digabung menurut 'gabungan', dibulatkan sekali, dua angka",
    "seri": "kriteria dari bobot terbesar, digabung dengan cara yang sama; lalu peringkat bersama",
}
"""The rules in words, for whoever reads the file; `verify_results.py` applies them."""


def full_bundle(stage: Stage, ranked: list[RankedEntry]) -> dict[str, Any]:
    """Rules, raw scores (judges as codes), exclusions and result as plain data; numbers as text."""
    edition, names = stage.edition, labels(stage)
    sheets, excluded = signed_sheets(stage), excluded_sheets(stage)
    panel = Panel.objects.get(stage=stage)
    return {
        "format": "portal-inovasi/hasil-lengkap/2",
        "edisi": {"alamat": edition.slug, "nama": edition.name, "tahun": edition.year},
        "tahap": stage.name,
        "sk": {"nomor": panel.decree_number, "tanggal": panel.decree_date.isoformat()},
        "metode": METHOD | {"gabungan": stage.combination, "pemenang": edition.winner_count},
        "kriteria": [
            {"kunci": names[c.pk], "bobot": str(c.weight), "nilai_tertinggi": str(c.max_score)}
            for c in stage.criteria.all()
        ],
        "usulan": [
            {
                "nomor": each.submission.number,
                "judul": each.submission.title,
                "unit": each.submission.unit_name,
                "kategori": each.submission.category.name,
                "lembar": [
                    {"juri": code, "nilai": written(scores, names)}
                    for code, scores in sorted(sheets.get(each.submission.pk, {}).items())
                ],
                "dikecualikan": [
                    {"juri": code, "alasan": reason, "nilai": written(scores, names)}
                    for code, reason, scores in excluded.get(each.submission.pk, [])
                ],
            }
            for each in ranked
        ],
        "hasil": [_line(each, edition.winner_count) for each in ranked if each.standing.rank],
    }


def public_bundle(full: dict[str, Any]) -> dict[str, Any]:
    """The full bundle without whatever identifies a judge."""
    _text, fingerprint = sealed(full)
    kept = {key: full[key] for key in ("edisi", "tahap", "metode", "kriteria", "hasil")}
    return kept | {
        "format": "portal-inovasi/hasil/2",
        "sidik_berkas_lengkap": fingerprint,
        "usulan": [
            {key: entry[key] for key in ("nomor", "judul", "unit", "kategori")}
            | {
                "lembar": sorted(
                    ({"nilai": sheet["nilai"]} for sheet in entry["lembar"]),
                    key=lambda sheet: sorted(sheet["nilai"].items()),
                ),
                "jumlah_lembar_dikecualikan": len(entry["dikecualikan"]),
            }
            for entry in full["usulan"]
        ],
    }


def labels(stage: Stage) -> dict[Any, str]:
    """Criterion id -> its place and name: readable, and different even where names are not."""
    return {c.pk: f"{place}. {c.name}" for place, c in enumerate(stage.criteria.all(), start=1)}


def written(scores: dict[Any, Any], names: dict[Any, str]) -> dict[str, str]:
    return {names[key]: str(value) for key, value in scores.items()}


def _line(each: RankedEntry, winner_count: int) -> dict[str, Any]:
    rank = each.standing.rank
    return {
        "peringkat": rank,
        "nomor": each.submission.number,
        "nilai": str(each.standing.score),
        "jumlah_lembar": each.signed,
        "pemenang": rank is not None and rank <= winner_count,
        "pemutus_seri": each.tie_breaker,
    }
