"""Deeds about an entry's team: who from outside the unit may read, write or hand in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.verdict import Refused, demand
from ledger import workflow as ledger
from submissions import notices
from submissions.models import Submission, TeamRight
from submissions.permissions import may_invite
from units.models import User
from units.permissions import acts_for


@transaction.atomic
def give_right(
    submission: Submission, *, email: str, level: TeamRight.Level, user: User, at: datetime
) -> TeamRight:
    """Let the account with that address work on the entry, or change what it may do.

    Raises `Refused` when no active account has the address, or when it is a member's: members
    have every right by their unit.
    """
    demand(may_invite(user, submission))
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise Refused(_("Belum ada akun dengan alamat itu. Minta panitia mengundangnya dulu."))
    if acts_for(person, submission.unit_id):
        raise Refused(
            _("%(name)s anggota unit ini, jadi sudah memiliki semua hak.") % {"name": person}
        )
    right, created = TeamRight.objects.select_for_update().get_or_create(
        submission=submission,
        user=person,
        defaults={"level": level, "given_by": user, "given_at": at},
    )
    if not created and right.level == level:
        return right
    if not created:
        right.level, right.given_by, right.given_at = level, user, at
        right.save(update_fields=["level", "given_by", "given_at"])
    facts = {"orang": person.pk, "hak": str(level)}
    ledger.enter("tim.beri-hak", submission, user=user, at=at, **facts)
    notices.let_into_team(right, at=at)
    return right


@transaction.atomic
def take_right(right: TeamRight, *, user: User, at: datetime) -> None:
    """End it at once; what the person wrote stays. Twice is once, with one letter."""
    demand(may_invite(user, right.submission))
    gone, _rows = TeamRight.objects.filter(pk=right.pk).delete()
    if gone:
        ledger.enter("tim.akhiri-hak", right.submission, user=user, at=at, orang=right.user_id)
        notices.left_team(right, at=at)
