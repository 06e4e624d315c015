"""The frozen bundles of a verdict: everything needed to compute it again.

The full bundle tells which judge (by code) gave what, and what was excluded and why; panitia keeps
it. The public one holds the same scores without anything that ties a sheet to a judge: no codes,
sheets in the order of their scores, and the fingerprint of the full one.
"""

from collections.abc import Collection, Mapping
from typing import Any

from competitions.models import Stage
from inovasi.lib.seal import sealed
from judging.models import Override, Panel
from judging.queries import RankedEntry, excluded_sheets, signed_sheets

METHOD = {
    "lembar": "persen berbobot dari nilai tertinggi kriteria",
    "usulan": "lembar bertanda tangan digabung menurut 'gabungan', dibulatkan sekali, dua angka",
    "seri": "kriteria dari bobot terbesar, digabung dengan cara yang sama; lalu peringkat bersama",
    "pleno": "peringkat yang ditetapkan pleno menggantikan peringkat hitungan usulan itu",
}
"""The rules in words, for whoever reads the file; `verify_results.py` applies them."""

FORMAT, FULL_FORMAT = "portal-inovasi/hasil/3", "portal-inovasi/hasil-lengkap/3"


def full_bundle(
    stage: Stage, ranked: list[RankedEntry], overrides: Mapping[int, Override]
) -> dict[str, Any]:
    """Rules, raw scores (judges as codes), exclusions, the plenary's words and the result.

    Numbers as text. `overrides` by submission id. The same rows give the same bundle, so that who
    agrees to a verdict can see whether anything changed since it was frozen.
    """
    edition, names = stage.edition, labels(stage)
    sheets, excluded = signed_sheets(stage), excluded_sheets(stage)
    panel = Panel.objects.get(stage=stage)
    tied = _tied(ranked)
    return {
        "format": FULL_FORMAT,
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
        "pleno": [
            {
                "nomor": each.submission.number,
                "peringkat": override.rank,
                "alasan": override.reason,
                "risalah": override.minutes,
            }
            for each in ranked
            if (override := overrides.get(each.submission.pk))
        ],
        "hasil": [
            _line(each, edition.winner_count, overrides.get(each.submission.pk), tied, names)
            for each in ranked
            if each.standing.rank
        ],
    }


def public_bundle(full: dict[str, Any]) -> dict[str, Any]:
    """The full bundle without whatever identifies a judge."""
    _text, fingerprint = sealed(full)
    kept = {key: full[key] for key in ("edisi", "tahap", "metode", "kriteria", "pleno", "hasil")}
    return kept | {
        "format": FORMAT,
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


def final_rank(each: RankedEntry, override: Override | None) -> int | None:
    """The plenary's rank where it decided, else the computed one."""
    return override.rank if override else each.standing.rank


def labels(stage: Stage) -> dict[Any, str]:
    """Criterion id -> its place and name: readable, and different even where names are not."""
    return {c.pk: f"{place}. {c.name}" for place, c in enumerate(stage.criteria.all(), start=1)}


def written(scores: dict[Any, Any], names: dict[Any, str]) -> dict[str, str]:
    return {names[key]: str(value) for key, value in scores.items()}


def _tied(ranked: list[RankedEntry]) -> Collection[Any]:
    """Scores that more than one entry has."""
    scores = [each.standing.score for each in ranked if each.standing.rank]
    return {score for score in scores if scores.count(score) > 1}


def _line(
    each: RankedEntry,
    winner_count: int,
    override: Override | None,
    tied: Collection[Any],
    names: Mapping[Any, str],
) -> dict[str, Any]:
    rank = final_rank(each, override)
    standing = each.standing
    means = standing.criterion_means.items() if standing.score in tied else ()
    return {
        "peringkat": rank,
        "peringkat_hitungan": standing.rank,
        "nomor": each.submission.number,
        "nilai": str(standing.score),
        "jumlah_lembar": each.signed,
        "pemenang": rank is not None and rank <= winner_count,
        "pemutus_seri": each.tie_breaker,
        "jejak_seri": [[names[key], str(value)] for key, value in means],
    }
