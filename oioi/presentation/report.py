"""The report to Sekda and Bupati, once as plain data: PDF, sheet and printed page show the same."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from inovasi.lib.dates import day, moment
from oioi.models import LEVEL_LABELS, DutyYear, Exemption
from oioi.presentation.board import said, table, trend
from oioi.queries import ObligedUnit, Standing
from oioi.standing import Count, Level, is_missing
from units.models import UnitKind


def report(standings: dict[int, Standing], year: int, at: datetime) -> dict[str, Any]:
    """Everything a report of `year` says, in words and numbers that JSON can carry."""
    standing = standings[year]
    duty, count = standing.duty, standing.count
    return {
        "year": year,
        "title": _("Laporan Satu Instansi Satu Inovasi Tahun %(year)s") % {"year": year},
        "government": _("Pemerintah %(regency)s") % {"regency": settings.REGENCY_NAME},
        "owner": settings.OWNER_NAME,
        "made": _("Keadaan pada %(moment)s") % {"moment": moment(at)},
        "sentence": _sentence(count, standing.by_level[Level.EXEMPT], year),
        "rules": _rules(duty),
        "levels": [[str(LEVEL_LABELS[each]), standing.by_level[each]] for each in Level],
        "board": _board(standing),
        "trend": [[bar["label"], bar["value"], bar["text"]] for bar in trend(standings, year)],
        "units": [_row(unit, standing) for unit in standing.units],
        "missing": [
            _row(unit, standing)
            for unit in sorted(standing.units, key=lambda each: (each.place_name, each.name))
            if is_missing(standing.levels[unit.pk], duty.least)
        ],
        "unit_head": [_("Kode"), _("Unit"), _("Jenis"), _("Kecamatan"), _("Tingkat")],
        "exempt": _exempt(standing),
        "exempt_head": [_("Kode"), _("Unit"), _("Alasan")],
        "words": _words(),
    }


def _rules(duty: DutyYear) -> list[list[str]]:
    return [
        [_("Batas waktu"), day(duty.due_on)],
        [_("Terpenuhi mulai dari"), str(LEVEL_LABELS[duty.least])],
        [_("Tahun inovasi ditentukan oleh"), str(duty.get_dated_by_display())],
        [_("Replikasi ikut dihitung"), _("Ya") if duty.counts_replications else _("Tidak")],
    ]


def _sentence(count: Count, exempt: int, year: int) -> str:
    if count.share is None:
        return _("Tidak ada unit yang wajib berinovasi pada tahun %(year)s.") % {"year": year}
    return _(
        "%(fulfilled)d dari %(obliged)d unit (%(share)d %%) sudah memenuhi kewajiban satu inovasi "
        "tahun %(year)s; %(missing)d belum, %(exempt)d dibebaskan."
    ) % {
        "fulfilled": count.fulfilled,
        "obliged": count.obliged,
        "share": count.share,
        "missing": count.missing,
        "exempt": exempt,
        "year": year,
    }


def _board(standing: Standing) -> dict[str, Any]:
    made = table(standing)
    return {
        "head": [_("Kecamatan"), *made["kinds"], _("Jumlah")],
        "rows": [
            [row["label"], *(_short(each["count"]) for each in [*row["cells"], row["total"]])]
            for row in made["rows"]
        ],
        "foot": [
            _("Jumlah"),
            *(_short(each["count"]) for each in made["totals"]),
            said(made["total"]["count"]),
        ],
    }


def _short(count: Count) -> str:
    return f"{count.fulfilled}/{count.obliged}" if count.obliged else ""


def _row(unit: ObligedUnit, standing: Standing) -> list[str]:
    return [
        unit.code,
        unit.name,
        str(UnitKind(unit.kind).label),
        unit.place_name,
        str(LEVEL_LABELS[standing.levels[unit.pk]]),
    ]


def _exempt(standing: Standing) -> list[list[str]]:
    rows = Exemption.objects.filter(
        duty_year=standing.duty, ended_at=None, unit__in=list(standing.levels)
    ).order_by("unit__name", "unit__code")
    return [list(row) for row in rows.values_list("unit__code", "unit__name", "reason")]


def _words() -> dict[str, str]:
    """What the templates of PDF, page and sheet write around the data."""
    return {
        "rules": _("Aturan tahun ini"),
        "levels": _("Unit menurut tingkat"),
        "board": _("Terpenuhi dari yang wajib, menurut kecamatan dan jenis unit"),
        "trend": _("Bagian unit yang memenuhi, dari tahun ke tahun"),
        "missing": _("Unit yang belum memenuhi"),
        "all_done": _("Semua unit yang wajib sudah memenuhi."),
        "exempt": _("Unit yang dibebaskan"),
        "unit": _("Unit"),
        "level": _("Tingkat"),
        "number": _("Jumlah"),
        "year": _("Tahun"),
        "share": _("Terpenuhi"),
        "page": _("Halaman"),
        "summary": _("Ringkasan"),
        "grid": _("Papan"),
        "owing": _("Belum memenuhi"),
        "let_off": _("Dibebaskan"),
    }
