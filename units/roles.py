"""Who runs the year and who is reported to: giving these roles and taking them back."""

import logging
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.verdict import YES, Refused, Verdict, demand, no
from ledger import workflow as ledger
from units import notices
from units.models import COMMITTEE, User
from units.permissions import may_give_roles

logger = logging.getLogger("portal.security")


def give_role(person: User, role: str, *, user: User, at: datetime) -> bool:
    """Let `person` be panitia or leadership from now on, and tell them. False: they already were.

    Raises `Refused` for whoever may not, and for an account that is disabled.
    """
    demand(may_give_roles(user))
    with transaction.atomic():
        group = _locked(role)
        person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if not person.is_active:
            raise Refused(_("Akun ini dinonaktifkan; aktifkan dulu."))
        if person.groups.filter(pk=group.pk).exists():
            return False
        person.groups.add(group)
        ledger.enter("orang.beri-tugas", person, user=user, at=at, tugas=role)
        notices.role_given(person, role, by=user, at=at)
    logger.warning("role %s given to user=%s by=%s", role, person.pk, user.pk)
    return True


def take_role(person: User, role: str, *, user: User, at: datetime) -> bool:
    """End the role, and tell the person. False: they did not have it.

    Raises `Refused` for whoever may not, and for the last panitia: without any nobody could run
    the year.
    """
    demand(may_give_roles(user))
    with transaction.atomic():
        group = _locked(role)
        if not person.groups.filter(pk=group.pk).exists():
            return False
        demand(may_be_taken(person, role))
        person.groups.remove(group)
        ledger.enter("orang.ambil-tugas", person, user=user, at=at, tugas=role)
        notices.role_taken(person, role, by=user, at=at)
    logger.warning("role %s taken from user=%s by=%s", role, person.pk, user.pk)
    return True


def may_be_taken(person: User, role: str) -> Verdict:
    """One of panitia stays, with an account that can sign in."""
    others = User.objects.filter(groups__name=COMMITTEE, is_active=True).exclude(pk=person.pk)
    if role == COMMITTEE and not others.exists():
        return no(_("Ini panitia terakhir. Beri tugas ini kepada orang lain dulu."))
    return YES


def _locked(role: str) -> Group:
    """One change of a role at a time, so that two do not take the last two at once."""
    Group.objects.get_or_create(name=role)
    return Group.objects.select_for_update().get(name=role)
