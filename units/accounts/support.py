"""What panitia does for somebody who is locked out."""

import logging
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.verdict import Refused, demand
from ledger import workflow as ledger
from units import notices
from units.models import PersonEvent, User
from units.permissions import may_reset_factor

logger = logging.getLogger("portal.security")


@transaction.atomic
def reset_second_factor(person: User, *, reason: str, user: User, at: datetime) -> None:
    """Take every factor and recovery code off an account, end its sessions, and tell the person.

    Who has duties is then led to set up a new one. A second click changes nothing. Raises `Refused`
    for the own account and without a reason.
    """
    demand(may_reset_factor(user, person))
    if not reason.strip():
        raise Refused(_("Tulis alasannya."))
    person = User.objects.select_for_update().get(pk=person.pk)
    removed, _rows = Authenticator.objects.filter(user=person).delete()
    if not removed:
        return
    for session in UserSession.objects.filter(user=person):
        session.end()
    event = PersonEvent.objects.create(
        person=person, verb=PersonEvent.Verb.FACTOR_RESET, actor=user, at=at, reason=reason
    )
    ledger.enter("orang.atur-ulang", person, user=user, at=at)
    notices.factor_reset(event)
    logger.warning("second factor reset user=%s by=%s", person.pk, user.pk)
