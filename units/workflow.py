"""Deeds about people and units."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from units.models import COMMITTEE, LEADERSHIP, Membership, Unit, User


@transaction.atomic
def join_unit(
    *, user: User, unit: Unit, at: datetime, role: Membership.Role = Membership.Role.OPERATOR
) -> Membership:
    """Let `user` act for `unit` from `at` on; a second call changes only the role."""
    membership, _created = Membership.objects.update_or_create(
        user=user, unit=unit, defaults={"role": role}, create_defaults={"role": role, "since": at}
    )
    return membership


@transaction.atomic
def join_committee(*, user: User) -> None:
    """Make `user` one of the panitia."""
    _join_group(user, COMMITTEE)


@transaction.atomic
def join_leadership(*, user: User) -> None:
    """Let `user` read what the leadership of the regency reads."""
    _join_group(user, LEADERSHIP)


def _join_group(user: User, name: str) -> None:
    group, _created = Group.objects.get_or_create(name=name)
    user.groups.add(group)
    user.__dict__.pop("group_names", None)
