"""The frozen bundles of a verdict: everything needed to compute it again.

The full bundle tells which judge (by code) gave what, and what was excluded and why; panitia keeps
it. The public one holds the same scores without anything that ties a sheet to a judge: no codes,
sheets in the order of their scores, and the fingerprint of the full one. That fingerprint covers a
salt, because the codes alone are few enough to be found by trying them all.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from competitions.models import Edition, Stage
from inovasi.lib.seal import sealed
from judging import scoring
from judging.models import Departure, Override, Panel, Place
from judging.queries import Final, RankedEntry, Table, criteria_of, excluded_sheets

METHOD = {
    "lembar": "persen berbobot dari nilai tertinggi kriteria",
    "usulan": "lembar bertanda tangan digabung menurut 'gabungan', dibulatkan sekali, dua angka",
    "seri": "kriteria dari bobot terbesar, digabung dengan cara yang sama; lalu peringkat bersama",
    "lanjut": "mencapai ambang, terbaik per kategori, lalu terbaik seluruhnya; seri ikut lanjut",
    "urutan": "tanpa bibit: ditetapkan panitia; dengan bibit: nomor usulan yang diurutkan sebagai "
    "teks, diacak dengan random.Random(bibit).shuffle dari Python",
    "tahap": "yang sampai lebih jauh di depan; lalu rata-rata berbobot nilai tahap yang dicapai; "
    "lalu peringkat di tahap terakhir",
    "keluar": "yang keluar dari lomba tetap dalam tahap yang sudah ditutup saat itu ('sesudah'), "
    "tidak dalam tahap berikutnya, dan tidak mendapat peringkat",
    "pleno": "peringkat yang ditetapkan pleno menggantikan peringkat hitungan usulan itu",
}
"""The rules in words, for whoever reads the file; `verify_results.py` applies them."""

FORMAT, FULL_FORMAT = "portal-inovasi/hasil/6", "portal-inovasi/hasil-lengkap/6"


def new_salt() -> str:
    """256 bits that nobody can guess."""
    return secrets.token_hex(32)


def salt_of(full_text: str) -> str:
    """The salt of a full bundle that was frozen before."""
    return json.loads(full_text)["garam"]


def full_bundle(
    edition: Edition, found: Final, overrides: Mapping[int, Override], *, salt: str
) -> dict[str, Any]:
    """Rules, raw scores (judges as codes), exclusions, the plenary's words and the result.

    Numbers as text. `overrides` by submission id. The same rows and salt give the same bundle, so
    that who agrees to a verdict can see whether anything changed since it was frozen.
    """
    entries, left = found.load(), list(Departure.objects.of(edition))
    everyone = [each.submission for each in (*entries, *left)]
    numbers = {each.pk: each.number for each in everyone}
    return {
        "format": FULL_FORMAT,
        "garam": salt,
        "edisi": {"alamat": edition.slug, "nama": edition.name, "tahun": edition.year},
        "metode": METHOD | {"pemenang": edition.winner_count},
        "usulan": [
            {
                "nomor": each.number,
                "judul": each.title,
                "unit": each.unit_name,
                "kategori": each.category.name,
            }
            for each in everyone
        ],
        "keluar": _departures(left, [stage for stage, _table in found.stages]),
        "tahap": [_stage(stage, table, numbers) for stage, table in found.stages],
        "pleno": _plenary(entries, overrides),
        "hasil": [
            _result(each, found, overrides.get(each.submission.pk), edition.winner_count)
            for each in entries
            if each.standing.rank
        ],
    }


def public_bundle(full: dict[str, Any]) -> dict[str, Any]:
    """The full bundle without whatever identifies a judge."""
    _text, fingerprint = sealed(full)
    kept = {key: full[key] for key in ("edisi", "metode", "usulan", "pleno", "hasil")}
    return kept | {
        "format": FORMAT,
        "keluar": [
            {
                "nomor": each["nomor"],
                "sesudah": each["sesudah"],
                "jumlah_lembar_dikecualikan": len(each["dikecualikan"]),
            }
            for each in full["keluar"]
        ],
        "sidik_berkas_lengkap": fingerprint,
        "tahap": [_public_stage(stage) for stage in full["tahap"]],
    }


def _public_stage(stage: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in stage.items() if key not in {"sk", "usulan"}}
    return kept | {
        "usulan": [
            {
                "nomor": entry["nomor"],
                "lembar": sorted(
                    ({"nilai": sheet["nilai"]} for sheet in entry["lembar"]),
                    key=lambda sheet: sorted(sheet["nilai"].items()),
                ),
                "jumlah_lembar_dikecualikan": len(entry["dikecualikan"]),
            }
            for entry in stage["usulan"]
        ]
    }


def _stage(stage: Stage, table: Table, numbers: Mapping[int, str]) -> dict[str, Any]:
    """One stage: its rules, its sheets, its own ranking, and who went on."""
    names, excluded = labels(stage), excluded_sheets(stage)
    panel = Panel.objects.get(stage=stage)
    return {
        "nama": stage.name,
        "bobot": str(stage.weight),
        "gabungan": stage.combination,
        "sk": {"nomor": panel.decree_number, "tanggal": panel.decree_date.isoformat()},
        "kriteria": [
            {"kunci": names[c.pk], "bobot": str(c.weight), "nilai_tertinggi": str(c.max_score)}
            for c in stage.criteria.all()
        ],
        "usulan": [
            {
                "nomor": numbers[pk],
                "lembar": [
                    {"juri": code, "nilai": written(scores, names)}
                    for code, scores in sorted(table.sheets[pk].items())
                ],
                "dikecualikan": _excluded(excluded.get(pk, []), names),
            }
            for pk in table.assigned
        ],
        "hasil": [
            {
                "nomor": numbers[each.entry],
                "peringkat": each.rank,
                "nilai": str(each.score),
                "jumlah_lembar": each.sheets,
                "jejak_seri": trace,
            }
            for each, trace in _traced(stage, table, names)
        ],
        "lanjut": _went_on(stage, numbers),
    }


def _departures(left: Sequence[Departure], stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """Who left, how many stages had ended by then, and the sheets of the one that ran."""
    ran = {each.stage for each in left}
    sheets = {stage.pk: excluded_sheets(stage) for stage in ran}
    names = {stage.pk: labels(stage) for stage in ran}
    return [
        {
            "nomor": each.submission.number,
            "sesudah": stages.index(each.stage),
            "cara": str(each.get_kind_display()),
            "alasan": each.reason,
            "dikecualikan": _excluded(
                sheets[each.stage_id].get(each.submission_id, []), names[each.stage_id]
            ),
        }
        for each in left
    ]


def _excluded(
    sheets: Sequence[tuple[str, str, dict[Any, Any]]], names: Mapping[Any, str]
) -> list[dict[str, Any]]:
    """Signed sheets that count nowhere, each with its reason."""
    return [
        {"juri": code, "alasan": reason, "nilai": written(scores, names)}
        for code, reason, scores in sheets
    ]


def _went_on(stage: Stage, numbers: Mapping[int, str]) -> dict[str, Any] | None:
    """The list that ended the stage, the rule that drew its line, and the order of appearance;
    None for the last one.
    """
    places = Place.objects.going_on().filter(shortlist__stage=stage)
    on = list(places.order_by("rank", "pk").values_list("submission_id", "turn"))
    if not on:
        return None
    mark, turns = stage.pass_mark, sorted((turn, pk) for pk, turn in on if turn)
    return {
        "ambang": None if mark is None else str(mark),
        "per_kategori": stage.advance_per_category,
        "seluruhnya": stage.advance_most,
        "nomor": [numbers[pk] for pk, _turn in on],
        "bibit": stage.shortlist.draw_seed,
        "urutan": [numbers[pk] for _turn, pk in turns],
    }


def _traced(
    stage: Stage, table: Table, names: Mapping[Any, str]
) -> list[tuple[scoring.Standing, list[list[str]]]]:
    """Ranked lines of a stage; those that share a score with what told them apart."""
    scores = [each.score for each in table.standings]
    heaviest_first = sorted(criteria_of(stage), key=lambda criterion: -criterion.weight)
    how = scoring.Combination(stage.combination)

    def trace(standing: scoring.Standing) -> list[list[str]]:
        if scores.count(standing.score) < 2:
            return []
        sheets = table.sheets[standing.entry].values()
        return [
            [names[c.key], str(scoring.combined([sheet[c.key] for sheet in sheets], how))]
            for c in heaviest_first
        ]

    return [(each, trace(each)) for each in table.standings if each.rank]


def _result(
    each: RankedEntry, found: Final, override: Override | None, winner_count: int
) -> dict[str, Any]:
    rank = final_rank(each, override)
    return {
        "peringkat": rank,
        "peringkat_hitungan": each.standing.rank,
        "nomor": each.submission.number,
        "nilai": str(each.standing.score),
        "nilai_tahap": [str(score) for score in found.scores[each.submission.pk]],
        "pemenang": rank is not None and rank <= winner_count,
    }


def _plenary(ranked: list[RankedEntry], overrides: Mapping[int, Override]) -> list[dict[str, Any]]:
    return [
        {
            "nomor": each.submission.number,
            "peringkat": override.rank,
            "alasan": override.reason,
            "risalah": override.minutes,
        }
        for each in ranked
        if (override := overrides.get(each.submission.pk))
    ]


def final_rank(each: RankedEntry, override: Override | None) -> int | None:
    """The plenary's rank where it decided, else the computed one."""
    return override.rank if override else each.standing.rank


def labels(stage: Stage) -> dict[Any, str]:
    """Criterion id -> its place and name: readable, and different even where names are not."""
    return {c.pk: f"{place}. {c.name}" for place, c in enumerate(stage.criteria.all(), start=1)}


def written(scores: dict[Any, Any], names: Mapping[Any, str]) -> dict[str, str]:
    return {names[key]: str(value) for key, value in scores.items()}
