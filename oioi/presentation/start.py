"""What start pages say about this year's duty: to a unit, to panitia, to the leadership."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from oioi.models import LEVEL_LABELS, LEVEL_TONES, Exemption
from oioi.presentation.board import MISSING, by_kind, by_level, said, trend, units_url
from oioi.queries import Standing, standings
from oioi.standing import LADDER, Level, fulfils, is_missing
from units.models import Unit

SHOWN = 8


def for_units(units: list[Unit], at: datetime) -> list[dict[str, Any]]:
    """For each of a person's units that owes this year: where it stands and what is next."""
    year = timezone.localdate(at).year
    own = Unit.objects.filter(pk__in=[unit.pk for unit in units])
    standing = standings(years=[year], units=own).get(year)
    if standing is None:
        return []
    let_off = _reasons(standing)
    return [
        {
            "unit": unit,
            "duty": standing.duty,
            "label": LEVEL_LABELS[level],
            "tone": LEVEL_TONES[level],
            "is_done": not is_missing(level, standing.duty.least),
            "steps": ladder(level, standing.duty.least),
            **_next(level, standing, let_off.get(unit.pk, "")),
        }
        for unit in standing.units
        for level in [standing.levels[unit.pk]]
    ]


def ladder(level: Level, least: Level) -> list[dict[str, Any]]:
    """The levels as steps: which are reached, which one fulfils the duty; [] when exempt."""
    if level == Level.EXEMPT:
        return []
    return [
        {
            "label": LEVEL_LABELS[step],
            "is_reached": LADDER.index(step) <= LADDER.index(level),
            "is_here": step == level,
            "is_goal": step == least,
        }
        for step in LADDER[1:]
    ]


def _reasons(standing: Standing) -> dict[int, str]:
    """Why units were let off."""
    exempt = [pk for pk, level in standing.levels.items() if level == Level.EXEMPT]
    if not exempt:
        return {}
    given = Exemption.objects.filter(unit__in=exempt, duty_year=standing.duty, ended_at=None)
    return dict(given.values_list("unit", "reason"))


def _next(level: Level, standing: Standing, reason: str) -> dict[str, str]:
    """A sentence, and where to go with which words."""
    if level == Level.EXEMPT:
        return {"text": _("Dibebaskan tahun ini: %(reason)s") % {"reason": reason}}
    if fulfils(level, standing.duty.least):
        return {"text": _("Kewajiban tahun ini sudah terpenuhi.")}
    if level == Level.NONE:
        return {
            "text": _("Belum ada inovasi untuk tahun ini. Catat satu inovasi unit Anda."),
            "action": _("Catat inovasi"),
            "url": reverse("innovation-new"),
        }
    if level == Level.DRAFT:
        return {
            "text": _(
                "Inovasi tahun ini masih draf. Lengkapi catatannya sampai terdokumentasi, atau "
                "ajukan usulannya ke kompetisi."
            ),
            "action": _("Lanjutkan inovasi"),
            "url": reverse("innovations"),
        }
    if level == Level.DOCUMENTED:
        return {
            "text": _("Inovasi sudah tercatat. Tahun ini harus ikut kompetisi."),
            "action": _("Ikutkan dalam kompetisi"),
            "url": reverse("submissions"),
        }
    return {"text": _("Usulan sedang diproses. Tahun ini diminta mendapat penghargaan.")}


def for_readers(at: datetime) -> dict[str, Any]:
    """This year's count, its levels and kinds of unit, the trend, and the first who still owe."""
    year = timezone.localdate(at).year
    found = standings()
    standing = found.get(year)
    if standing is None:
        return {"year": year}
    owing = [
        unit for unit in standing.units if is_missing(standing.levels[unit.pk], standing.duty.least)
    ]
    return {
        "year": year,
        "duty": standing.duty,
        "count": standing.count,
        "said": said(standing.count),
        "levels": by_level(standing),
        "all": len(standing.units),
        "kinds": by_kind(standing),
        "trend": trend(found, until=year),
        "missing": owing[:SHOWN],
        "more": max(0, len(owing) - SHOWN),
        "missing_url": units_url(year, tingkat=MISSING),
    }
