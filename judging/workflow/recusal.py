"""Deeds about conflicts of interest: stated by the judge, decided by panitia."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import Edition
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from judging import notices
from judging.models import Assignment, Conflict, Judge
from judging.permissions import may_declare, may_relieve
from judging.workflow.assigning import hold, withdraw
from ledger import workflow as ledger
from submissions.models import Submission
from units.models import User

State = Conflict.State


@transaction.atomic
def clear(assignments: Iterable[Assignment], *, user: User, at: datetime) -> int:
    """The judge states, entry by entry, to have no conflict of interest; now they open.

    How many were not stated yet.
    """
    rows = (
        Assignment.objects.filter(pk__in=[each.pk for each in assignments])
        .select_related("judge__panel__stage__edition")
        .select_for_update(of=("self",))
    )
    count = 0
    for assignment in rows:
        demand(may_declare(user, assignment))
        if assignment.is_blind:
            raise Refused(_("Nyatakan dulu unit yang punya hubungan dengan Anda."))
        if assignment.cleared_at is None:
            assignment.cleared_at = at
            assignment.save(update_fields=["cleared_at"])
            ledger.enter("benturan.tidak-ada", assignment, user=user, at=at)
            count += 1
    return count


@transaction.atomic
def declare(assignment: Assignment, *, reason: str, user: User, at: datetime) -> Conflict:
    """The judge states a conflict of interest: the entry closes at once, panitia decides.

    Stating it twice is stating it once. Raises `Refused` without a reason.
    """
    demand(may_declare(user, assignment))
    edition = assignment.judge.panel.stage.edition
    return state_conflict(assignment.submission, edition, assignment, reason, user=user, at=at)


def state_conflict(
    submission: Submission,
    edition: Edition,
    about: Assignment | Judge,
    reason: str,
    *,
    user: User,
    at: datetime,
) -> Conflict:
    """The statement itself; the caller has asked who may. `about` is what the ledger names."""
    reason = _reason(reason)
    row, created = Conflict.objects.get_or_create(
        person=user,
        submission=submission,
        defaults={
            "state": State.DECLARED,
            "reason": reason,
            "recorded_by": user,
            "recorded_at": at,
        },
    )
    is_new = created or row.state == State.DISMISSED
    if row.state == State.DISMISSED:
        row.state, row.reason, row.recorded_at = State.DECLARED, reason, at
        row.save(update_fields=["state", "reason", "recorded_at"])
    if is_new:
        ledger.enter("benturan.nyatakan", about, user=user, at=at)
        notices.declared(row, edition, at=at)
    return row


@transaction.atomic
def decide_conflict(
    judge: Judge, submission: Submission, *, holds: bool, note: str, user: User, at: datetime
) -> Conflict:
    """Panitia decides whether a person may judge an entry, declared or not.

    When it holds, open assignments are withdrawn, also while the entry is out of the contest, a
    signed sheet is excluded, and no later stage can assign it; a stage that has ended stays as it
    was decided. When it does not, the judge may go on. Raises `Refused` without a note.
    """
    hold(judge.panel.stage.edition)
    demand(may_relieve(user, judge.panel.stage))
    note = _reason(note)
    state = State.CONFIRMED if holds else State.DISMISSED
    same = Conflict.objects.filter(
        person=judge.user, submission=submission, state=state, decision_note=note
    ).first()
    if same is not None:
        return same
    row, _created = Conflict.objects.update_or_create(
        person=judge.user,
        submission=submission,
        defaults={
            "state": state,
            "decided_by": user,
            "decided_at": at,
            "decision_note": note,
        },
        create_defaults={
            "state": state,
            "reason": note,
            "recorded_by": user,
            "recorded_at": at,
            "decided_by": user,
            "decided_at": at,
            "decision_note": note,
        },
    )
    facts = {"usulan": submission.pk, "benturan": holds}
    ledger.enter("benturan.putusan", judge, user=user, at=at, **facts)
    mine = Assignment.objects.held().filter(
        judge__user=judge.user, submission=submission, judge__panel__stage__shortlist=None
    )
    for assignment in mine if holds else ():
        withdraw(
            assignment,
            reason=_("Benturan kepentingan: %(reason)s") % {"reason": row.reason},
            user=user,
            at=at,
        )
    return row


def _reason(text: str) -> str:
    reason = clean(text).strip()
    if not reason:
        raise Refused(_("Tulis alasannya."))
    return reason[:500]
