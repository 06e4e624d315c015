"""The frozen bundle of a published verdict: everything needed to compute it again."""

from typing import Any

from competitions.models import Stage
from judging.queries import RankedEntry, signed_sheets


def bundle(stage: Stage, ranked: list[RankedEntry]) -> dict[str, Any]:
    """Rules, raw scores (judges as codes) and result as plain data; numbers as text."""
    edition, sheets = stage.edition, signed_sheets(stage)
    return {
        "format": "portal-inovasi/hasil/1",
        "edisi": {"alamat": edition.slug, "nama": edition.name, "tahun": edition.year},
        "tahap": stage.name,
        "metode": {
            "lembar": "persen berbobot dari nilai tertinggi kriteria",
            "usulan": "rata-rata lembar bertanda tangan, dibulatkan dua angka",
            "seri": "rata-rata kriteria dari bobot terbesar; lalu peringkat bersama",
            "pemenang": edition.winner_count,
        },
        "kriteria": [
            {
                "kunci": str(c.pk),
                "nama": c.name,
                "bobot": str(c.weight),
                "nilai_tertinggi": str(c.max_score),
            }
            for c in stage.criteria.all()
        ],
        "usulan": [_entry(each, sheets.get(each.submission.pk, {})) for each in ranked],
        "hasil": [
            {
                "peringkat": each.standing.rank,
                "nomor": each.submission.number,
                "nilai": str(each.standing.score),
            }
            for each in ranked
            if each.standing.rank
        ],
    }


def _entry(each: RankedEntry, sheets: dict[str, dict[Any, Any]]) -> dict[str, Any]:
    return {
        "nomor": each.submission.number,
        "judul": each.submission.title,
        "unit": each.submission.unit_name,
        "kategori": each.submission.category.name,
        "lembar": [
            {"juri": code, "nilai": {str(key): str(value) for key, value in scores.items()}}
            for code, scores in sorted(sheets.items())
        ],
    }
