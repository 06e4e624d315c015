"""Who may, as far as units are concerned."""

from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser

from units.models import COMMITTEE, Membership, Unit, User

Visitor = User | AnonymousUser


def is_signed_in(user: Visitor) -> TypeGuard[User]:
    return isinstance(user, User) and user.is_active


def is_committee(user: Visitor) -> bool:
    """Panitia: the people of the organising section that run the year."""
    return is_signed_in(user) and COMMITTEE in user.group_names


def acts_for(user: Visitor, unit: Unit | int) -> bool:
    """True when the person is a member of the unit, as operator or head."""
    unit_id = unit.pk if isinstance(unit, Unit) else unit
    return is_signed_in(user) and Membership.objects.filter(user=user, unit_id=unit_id).exists()
