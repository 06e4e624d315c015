"""Merging one unit into another: everything moves, nothing of it is forgotten."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inovasi.lib.verdict import Refused, demand
from units import people
from units.models import FormerName, Unit, UnitEvent, UnitKind, User
from units.permissions import may_manage_registry
from units.registry import MOVERS, ancestors, hold_registry, locked, remember, revise_all


@transaction.atomic
def merge(unit: Unit, *, into: Unit, reason: str, user: User, at: datetime) -> Unit:
    """Fold `unit` into another: people, invitations, the units below it and all its works move.

    Its name stays findable. Raises `Refused` for a merge into itself, into a merged unit, into its
    own descendant, or of a kecamatan in which units lie into something else.
    """
    demand(may_manage_registry(user))
    hold_registry()
    unit, into = locked(unit), locked(into)
    _refuse_senseless(unit, into)
    _move_units(unit, into, user=user, at=at)
    people.move_members(unit, into)
    people.move_invitations(unit, into, at=at)
    for move in MOVERS:
        move(unit, into)
    FormerName.objects.create(unit=into, name=unit.name, until=timezone.localdate(at))
    into.save()
    unit.merged_into, unit.version = into, unit.version + 1
    unit.active_until = max(timezone.localdate(at), _day_after(unit.active_from))
    unit.save()
    changes = {"merged_into": [None, into.code]}
    remember(unit, UnitEvent.Verb.MERGED, user, at, note=reason, changes=changes)
    said = f"{unit.code} {unit.name}. {reason}"
    remember(into, UnitEvent.Verb.ABSORBED, user, at, note=said)
    return into


def _refuse_senseless(unit: Unit, into: Unit) -> None:
    if unit.pk == into.pk:
        raise Refused(_("Unit tidak dapat digabung dengan dirinya sendiri."))
    if unit.merged_into_id or into.merged_into_id:
        raise Refused(_("Salah satu unit sudah digabung ke unit lain."))
    if unit in ancestors(into):
        raise Refused(_("Unit tidak dapat digabung ke bawahannya sendiri."))
    if into.kind != UnitKind.KECAMATAN and unit.located_units.exists():
        raise Refused(_("Kecamatan yang berisi unit hanya dapat digabung ke kecamatan lain."))


def _move_units(unit: Unit, into: Unit, *, user: User, at: datetime) -> None:
    """What hung below `unit`, or lay in it as in a kecamatan, does so with `into`."""
    wanted: dict[int, dict[str, Any]] = {}
    for child in unit.children.exclude(pk=into.pk):
        wanted.setdefault(child.pk, {})["parent"] = into
    for located in unit.located_units.exclude(pk=into.pk):
        wanted.setdefault(located.pk, {})["kecamatan"] = into
    rows = Unit.objects.select_related("parent", "kecamatan").prefetch_related("former_names")
    found = rows.filter(pk__in=wanted)
    revise_all([(each, wanted[each.pk]) for each in found], user=user, at=at)


def _day_after(day: date | None) -> date:
    return date.min if day is None else date.fromordinal(day.toordinal() + 1)
