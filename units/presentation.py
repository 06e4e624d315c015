"""A unit as pages show it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from inovasi.lib.dates import day
from units.models import Unit, UnitEvent

SHOWN = 100


def facts(unit: Unit) -> list[dict[str, Any]]:
    """What is known of the unit, in words."""
    return [
        {"term": _("Kode"), "value": unit.code},
        {"term": _("Nama"), "value": unit.name},
        {"term": _("Jenis"), "value": unit.get_kind_display()},
        {"term": _("Unit induk"), "value": unit.parent},
        {"term": _("Kecamatan"), "value": unit.kecamatan},
        {
            "term": _("Wajib satu inovasi setahun"),
            "value": _("Ya") if unit.counts_for_oioi else _("Tidak"),
        },
        {"term": _("Aktif sejak"), "value": unit.active_from and day(unit.active_from)},
        {"term": _("Aktif sampai"), "value": unit.active_until and day(unit.active_until)},
    ]


def history(unit: Unit) -> list[dict[str, Any]]:
    """Everything that happened to the unit and its people, newest first."""
    return _told(unit.events.all())


def people_history(unit: Unit) -> list[dict[str, Any]]:
    """Who was invited, joined, changed roles and left, newest first."""
    return _told(unit.events.filter(verb__in=UnitEvent.PEOPLE_VERBS))


def done_by_import(events: Iterable[UnitEvent]) -> list[dict[str, Any]]:
    """What an import did to each unit, with old and new values."""
    return [
        {
            "unit": event.unit,
            "label": event.get_verb_display(),
            "changes": _said(event.changes),
        }
        for event in events
    ]


def _told(events: QuerySet[UnitEvent]) -> list[dict[str, Any]]:
    return [
        {
            "label": event.get_verb_display(),
            "actor": event.actor,
            "time": event.at,
            "note": "\n".join([*_said(event.changes), event.note]).strip(),
        }
        for event in events.select_related("actor")[:SHOWN]
    ]


def _said(changes: dict[str, list[Any]]) -> list[str]:
    return [
        f"{Unit._meta.get_field(name).verbose_name}: {_shown(old)} → {_shown(new)}"
        for name, (old, new) in changes.items()
    ]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    return "–" if value is None else str(value)
