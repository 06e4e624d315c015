"""What the plenary decides about ranks: recorded deeds, beside the computed order."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import Edition
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from judging.models import Override
from judging.permissions import may_override
from judging.queries import IN_JUDGING
from ledger import workflow as ledger
from submissions.models import Submission
from units.models import User


@transaction.atomic
def override(
    submission: Submission, *, rank: int, reason: str, minutes: str, user: User, at: datetime
) -> Override:
    """Record that the plenary gave the entry this rank. A new decision replaces the one before;
    the same one again changes nothing.

    Raises `Refused` without reason and minutes, and while a verdict is frozen or published.
    """
    edition = Edition.objects.select_for_update().get(pk=submission.edition_id)
    demand(may_override(user, edition, at))
    reason, minutes = clean(reason).strip(), clean(minutes).strip()
    if not reason or not minutes:
        raise Refused(_("Tulis alasan dan nomor risalah pleno."))
    submission = Submission.objects.get(pk=submission.pk)
    count = Submission.objects.filter(edition=edition, status__in=IN_JUDGING).count()
    if submission.status not in IN_JUDGING or not 1 <= rank <= count:
        raise Refused(_("Peringkat harus antara 1 dan jumlah usulan yang dinilai."))
    words = {"rank": rank, "reason": reason[:1000], "minutes": minutes[:100]}
    standing = submission.overrides.filter(revoked_at=None)
    same = standing.filter(**words).first()
    if same is not None:
        return same
    take_back_overrides(submission, user=user, at=at)
    row = Override.objects.create(submission=submission, **words, recorded_by=user, recorded_at=at)
    facts = {"peringkat": rank, "alasan": row.reason, "risalah": row.minutes}
    ledger.enter("pleno.tetapkan", submission, user=user, at=at, **facts)
    return row


@transaction.atomic
def revoke(row: Override, *, user: User, at: datetime) -> Override:
    """The computed rank counts again; the row stays. Twice is once."""
    edition = Edition.objects.select_for_update().get(pk=row.submission.edition_id)
    row = Override.objects.select_for_update().get(pk=row.pk)
    if row.revoked_at is not None:
        return row
    demand(may_override(user, edition, at))
    _take_back(row, user, at)
    return row


def take_back_overrides(submission: Submission, *, user: User, at: datetime) -> None:
    """What the plenary decided about the entry holds no more; the caller has asked who may."""
    for row in submission.overrides.select_for_update().filter(revoked_at=None):
        _take_back(row, user, at)


def _take_back(row: Override, user: User, at: datetime) -> None:
    row.revoked_by, row.revoked_at = user, at
    row.save(update_fields=["revoked_by", "revoked_at"])
    ledger.enter("pleno.cabut", row.submission, user=user, at=at, peringkat=row.rank)
