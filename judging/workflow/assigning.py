"""Deeds about who judges what."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from judging import notices
from judging.models import Assignment, Judge
from judging.permissions import conflict, may_run_panel, may_withdraw
from submissions.models import Submission
from submissions.states import JUDGEABLE, Status, Verb
from submissions.workflow import advance
from units.models import User


@transaction.atomic
def assign(
    judge: Judge, submissions: Iterable[Submission], *, user: User, at: datetime
) -> list[Assignment]:
    """Give entries to a judge, who is told once in one letter; what is assigned stays.

    Raises `Refused` for a judge of the entrant's unit or its family, and for an entry that is
    not up for judging.
    """
    edition = judge.panel.stage.edition
    demand(may_run_panel(user, edition, at))
    new = []
    chosen = Submission.objects.filter(pk__in=[each.pk for each in submissions])
    for submission in chosen.order_by("pk").select_for_update(of=("self",)):
        if submission.edition_id != edition.pk or submission.status not in JUDGEABLE:
            raise Refused(_("Usulan %(entry)s tidak sedang dinilai.") % {"entry": submission})
        demand(conflict(judge, submission))
        assignment, created = Assignment.objects.get_or_create(
            judge=judge,
            submission=submission,
            withdrawn_at=None,
            defaults={"assigned_by": user, "assigned_at": at},
        )
        if created:
            new.append(assignment)
    waiting = [a.submission for a in new if a.submission.status == Status.PASSED]
    advance(waiting, Verb.BEGIN_JUDGING, user=user, at=at)
    if new:
        notices.assigned(judge, new, at=at)
    return new


@transaction.atomic
def withdraw(assignment: Assignment, *, reason: str, user: User, at: datetime) -> Assignment:
    """Take an entry from a judge, for an illness or a conflict that appears later.

    The row stays with its reason, and so does the sheet: a signed one is excluded from the ranking,
    never deleted. Withdrawing again changes nothing. Raises `Refused` without a reason and once the
    results are published.
    """
    assignment = (
        Assignment.objects.select_related("judge__panel__stage__edition", "judge__user")
        .select_for_update(of=("self",))
        .get(pk=assignment.pk)
    )
    if assignment.is_withdrawn:
        return assignment
    demand(may_withdraw(user, assignment))
    reason = clean(reason).strip()
    if not reason:
        raise Refused(_("Tulis alasannya."))
    assignment.withdrawn_by, assignment.withdrawn_at = user, at
    assignment.withdrawal_reason = reason[:500]
    assignment.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawal_reason"])
    notices.withdrawn(assignment, at=at)
    return assignment
