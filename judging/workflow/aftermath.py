"""What comes after the results: objections and their answers, awards that are revoked."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from judging import notices
from judging.models import Award, Objection, PublishedResult
from judging.permissions import may_answer_objection, may_object, may_revoke
from ledger import workflow as ledger
from units.models import User

Row = TypeVar("Row", PublishedResult, Objection, Award)


@transaction.atomic
def object_to(result: PublishedResult, *, text: str, user: User, at: datetime) -> Objection:
    """The unit objects to its own result, once, within the window. A second click gets the first.

    Raises `Refused` outside the window and without words.
    """
    result = _locked(PublishedResult, result.pk)
    known = Objection.objects.filter(result=result).first()
    if known is not None and known.raised_by_id == user.pk:
        return known
    demand(may_object(user, result, at))
    text = _said(text, _("Tulis isi sanggahan."))
    row = Objection.objects.create(
        result=result,
        text=text,
        raised_by=user,
        raised_at=at,
        due_at=result.publication.decision.answers_due_at,
    )
    ledger.enter("sanggahan.ajukan", result, user=user, at=at)
    notices.objected(row, at=at)
    return row


@transaction.atomic
def take_on(row: Objection, *, user: User, at: datetime) -> Objection:
    """Become the one of panitia who answers it."""
    row = _locked(Objection, row.pk)
    demand(may_answer_objection(user, row))
    row.owner = user
    row.save(update_fields=["owner"])
    ledger.enter("sanggahan.tangani", row.result, user=user, at=at)
    return row


@transaction.atomic
def answer(row: Objection, *, text: str, user: User, at: datetime) -> Objection:
    """Answer an objection; the unit gets a letter. The first answer stands."""
    row = _locked(Objection, row.pk)
    if row.is_answered and row.answered_by_id == user.pk:
        return row
    demand(may_answer_objection(user, row))
    row.answer = _said(text, _("Tulis jawabannya."))
    row.answered_by, row.answered_at = user, at
    row.owner = row.owner or user
    row.save(update_fields=["answer", "answered_by", "answered_at", "owner"])
    ledger.enter("sanggahan.jawab", row.result, user=user, at=at)
    notices.objection_answered(row, at=at)
    return row


@transaction.atomic
def revoke_award(award: Award, *, reason: str, user: User, at: datetime) -> Award:
    """Take an award back: it honours nobody and counts nowhere any more, and stays with its reason.

    The result stays as it was published. Raises `Refused` without a reason; twice is once.
    """
    award = _locked(Award, award.pk)
    if award.is_revoked:
        return award
    demand(may_revoke(user, award))
    award.revoked_because = _said(reason, _("Tulis alasannya."))[:1000]
    award.revoked_by, award.revoked_at = user, at
    award.save(update_fields=["revoked_because", "revoked_by", "revoked_at"])
    ledger.enter("penghargaan.cabut", award, user=user, at=at, alasan=award.revoked_because)
    notices.award_revoked(award, at=at)
    return award


def _locked(model: type[Row], pk: int) -> Row:
    return model.objects.select_for_update(of=("self",)).get(pk=pk)


def _said(text: str, otherwise: str) -> str:
    said = clean(text).strip()
    if not said:
        raise Refused(otherwise)
    return said
