"""Who may, as far as units are concerned."""

from datetime import datetime
from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from inovasi.lib.dates import day
from inovasi.lib.verdict import YES, Verdict, no
from units.models import COMMITTEE, LEADERSHIP, Membership, Unit, User

Visitor = User | AnonymousUser


def is_signed_in(user: Visitor) -> TypeGuard[User]:
    return isinstance(user, User) and user.is_active


def is_committee(user: Visitor) -> bool:
    """Panitia: the people of the organising section that run the year."""
    return is_signed_in(user) and COMMITTEE in user.group_names


def is_administrator(user: Visitor) -> bool:
    """Pengelola server: gives and takes the roles of panitia and leadership."""
    return is_signed_in(user) and user.is_superuser


def is_leadership(user: Visitor) -> bool:
    """Pimpinan: Sekda and Bupati, who read dashboards and reports."""
    return is_signed_in(user) and LEADERSHIP in user.group_names


def acts_for(user: Visitor, unit: Unit | int) -> bool:
    """True when the person is a member of the unit, as operator or head."""
    unit_id = unit.pk if isinstance(unit, Unit) else unit
    return is_signed_in(user) and Membership.objects.filter(user=user, unit_id=unit_id).exists()


def is_at_work(unit: Unit, at: datetime) -> Verdict:
    """Whether the unit exists at `at`: merged, retired or not begun it does nothing new."""
    today = timezone.localdate(at)
    if unit.is_active(today):
        return YES
    if unit.merged_into is not None:
        return no(
            _("%(unit)s sudah digabung ke %(other)s.") % {"unit": unit, "other": unit.merged_into}
        )
    if unit.active_until is not None and unit.active_until <= today:
        words = {"unit": unit, "day": day(unit.active_until)}
        return no(_("%(unit)s tidak aktif lagi sejak %(day)s.") % words)
    words = {"unit": unit, "day": unit.active_from and day(unit.active_from)}
    return no(_("%(unit)s baru aktif mulai %(day)s.") % words)


def may_begin(user: Visitor, unit: Unit, at: datetime) -> Verdict:
    """Begin something for the unit: as its member, while it exists."""
    if not acts_for(user, unit):
        return no(_("Anda bukan anggota unit ini."))
    return is_at_work(unit, at)


def may_manage_registry(user: Visitor) -> Verdict:
    """The registry is panitia's: what units there are, and what is known of them."""
    return YES if is_committee(user) else no(_("Hanya panitia yang mengatur registrasi unit."))


def may_reset_factor(user: Visitor, person: User) -> Verdict:
    """Panitia for everybody else: nobody takes a lock off the own account this way."""
    if not is_committee(user):
        return no(_("Hanya panitia yang mengatur ulang verifikasi dua langkah."))
    if user.pk == person.pk:
        return no(_("Untuk akun Anda sendiri, minta panitia lain."))
    return YES


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


def may_give_roles(user: Visitor) -> Verdict:
    """Only who runs the server: panitia must not choose itself."""
    if is_administrator(user):
        return YES
    return no(_("Hanya pengelola server yang memberi dan mengakhiri tugas."))
