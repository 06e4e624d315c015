"""Merging one unit into another: everything moves, nothing of it is forgotten."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from inovasi.lib.verdict import Refused, demand
from units.models import FormerName, Invitation, Membership, Unit, UnitEvent, UnitKind, User
from units.permissions import may_manage_registry
from units.registry import MOVERS, ancestors, hold_registry, locked, remember, revise_all

HEAD = Membership.Role.HEAD


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
    _move_members(unit, into)
    _move_invitations(unit, into, at)
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


def _move_members(unit: Unit, into: Unit) -> None:
    """Who acts for both keeps one membership, with the higher of the two roles."""
    heads = unit.memberships.filter(role=HEAD).values("user")
    into.memberships.filter(user__in=heads).update(role=HEAD)
    unit.memberships.filter(user__in=into.memberships.values("user")).delete()
    unit.memberships.update(unit=into)


def _move_invitations(unit: Unit, into: Unit, at: datetime) -> None:
    """Open links go on to `into`, except for who is its member or was invited there as well."""
    waiting = unit.invitations.filter(status=Invitation.Status.OPEN).annotate(who=Lower("email"))
    invited = into.invitations.filter(status=Invitation.Status.OPEN)
    members = into.memberships.annotate(who=Lower("user__email")).values("who")
    needless = waiting.filter(who__in=members) | waiting.filter(
        who__in=invited.annotate(who=Lower("email")).values("who")
    )
    Invitation.objects.filter(pk__in=[each.pk for each in needless]).update(
        status=Invitation.Status.RETRACTED, answered_at=at
    )
    unit.invitations.filter(status=Invitation.Status.OPEN).update(unit=into)


def _day_after(day: date | None) -> date:
    return date.min if day is None else date.fromordinal(day.toordinal() + 1)
