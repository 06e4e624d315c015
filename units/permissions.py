"""Who may, as far as units are concerned."""

from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from inovasi.lib.verdict import YES, Verdict, no
from units.models import COMMITTEE, LEADERSHIP, Membership, Unit, User

Visitor = User | AnonymousUser


def is_signed_in(user: Visitor) -> TypeGuard[User]:
    return isinstance(user, User) and user.is_active


def is_committee(user: Visitor) -> bool:
    """Panitia: the people of the organising section that run the year."""
    return is_signed_in(user) and COMMITTEE in user.group_names


def is_leadership(user: Visitor) -> bool:
    """Pimpinan: Sekda and Bupati, who read dashboards and reports."""
    return is_signed_in(user) and LEADERSHIP in user.group_names


def acts_for(user: Visitor, unit: Unit | int) -> bool:
    """True when the person is a member of the unit, as operator or head."""
    unit_id = unit.pk if isinstance(unit, Unit) else unit
    return is_signed_in(user) and Membership.objects.filter(user=user, unit_id=unit_id).exists()


def may_manage_people(user: Visitor, unit: Unit) -> Verdict:
    """Panitia for every unit, a head for the own one."""
    if is_committee(user):
        return YES
    if (
        is_signed_in(user)
        and user.memberships.filter(unit=unit, role=Membership.Role.HEAD).exists()
    ):
        return YES
    return no(_("Hanya kepala unit dan panitia yang mengatur anggota unit."))
