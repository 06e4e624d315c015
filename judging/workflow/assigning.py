"""Deeds about who judges what."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import Edition
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from judging import notices
from judging.conflicts import Conflicts
from judging.models import Assignment, Conflict, Departure, Judge
from judging.permissions import may_relieve, may_run_panel
from judging.queries import barrier, judgeable
from ledger import workflow as ledger
from submissions.models import Submission
from submissions.states import Status, Verb
from submissions.workflow import advance
from units.models import User


@transaction.atomic
def assign(
    judge: Judge, submissions: Iterable[Submission], *, user: User, at: datetime
) -> list[Assignment]:
    """Give entries to a judge, who is told once in one letter; what is assigned stays.

    Raises `Refused` for a judge with a conflict of interest, outside the own categories or beyond
    the own load, and for an entry that is not up for judging.
    """
    rows = Judge.objects.select_related("panel__stage__edition", "user", "home_unit")
    judge = rows.select_for_update(of=("self",)).prefetch_related("categories").get(pk=judge.pk)
    demand(may_run_panel(user, judge.panel.stage, at))
    new = []
    chosen = Submission.objects.filter(pk__in=[each.pk for each in submissions])
    entries = list(
        chosen.select_related("innovation", "unit", "category")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    known = Conflicts([judge], entries)
    ours = judgeable(judge.panel.stage).filter(pk__in=[each.pk for each in entries])
    up = set(ours.values_list("pk", flat=True))
    for submission in entries:
        if submission.pk not in up:
            raise Refused(_("Usulan %(entry)s tidak sedang dinilai.") % {"entry": submission})
        if reason := barrier(judge, submission, known):
            raise Refused(reason)
        assignment, created = Assignment.objects.get_or_create(
            judge=judge,
            submission=submission,
            withdrawn_at=None,
            defaults={"assigned_by": user, "assigned_at": at},
        )
        if created:
            new.append(assignment)
    _refuse_overload(judge)
    waiting = [a.submission for a in new if a.submission.status == Status.PASSED]
    advance(waiting, Verb.BEGIN_JUDGING, user=user, at=at)
    if new:
        given = [each.submission_id for each in new]
        ledger.enter("penugasan.beri", judge, user=user, at=at, usulan=given)
        notices.assigned(judge, new, at=at)
    return new


@transaction.atomic
def withdraw(assignment: Assignment, *, reason: str, user: User, at: datetime) -> Assignment:
    """Take an entry from a judge, for an illness or a conflict that appears later.

    The row stays with its reason, and so does the sheet: a signed one is excluded from the ranking,
    never deleted. It stays withdrawn when the entry has left and comes back. Withdrawing again
    changes nothing. Raises `Refused` without a reason and once the results are published.
    """
    hold(assignment.judge.panel.stage.edition)
    assignment = (
        Assignment.objects.select_related("judge__panel__stage__edition", "judge__user")
        .select_for_update(of=("self",))
        .get(pk=assignment.pk)
    )
    if assignment.is_withdrawn and not assignment.has_left:
        return assignment
    demand(may_relieve(user, assignment.judge.panel.stage))
    reason = clean(reason).strip()
    if not reason:
        raise Refused(_("Tulis alasannya."))
    _mark_withdrawn(assignment, reason[:500], user, at)
    notices.withdrawn(assignment, at=at)
    return assignment


def hold(edition: Edition) -> None:
    """Nothing is taken from a judge while the results of the edition are being published."""
    Edition.objects.select_for_update().get(pk=edition.pk)


def take_back(
    judge: Judge, *, reason: str, signed_too: bool, user: User, at: datetime
) -> list[Assignment]:
    """Withdraw what a judge who leaves has open; the caller has asked who may and tells people.

    Of entries that have left too: should one come back, this judge gets it no more.
    """
    rows = judge.assignments.held()
    if not signed_too:
        rows = rows.exclude(sheet__signed_at__isnull=False)
    taken = list(rows.select_for_update(of=("self",)))
    for assignment in taken:
        _mark_withdrawn(assignment, reason, user, at)
    return taken


def release(departure: Departure, *, user: User, at: datetime) -> list[Assignment]:
    """Withdraw what judges have of an entry that leaves, in the stage that runs.

    Sheets stay, signed or not. Gives those that were in force, of judges who serve.
    """
    rows = Assignment.objects.kept().filter(
        submission=departure.submission_id, judge__panel__stage=departure.stage_id
    )
    related = rows.select_related("judge__user", "judge__panel__stage__edition")
    taken = list(related.order_by("pk").select_for_update(of=("self",)))
    told = [each for each in taken if each.is_in_force and each.judge.is_serving]
    reason = _("Usulan keluar dari lomba: %(reason)s") % {"reason": departure.reason}
    for assignment in taken:
        _mark_withdrawn(assignment, reason[:500], user, at, departure)
    return told


def give_back(departure: Departure, *, user: User, at: datetime) -> list[Assignment]:
    """Put in force again what `release` withdrew and nobody withdrew for a reason of its own since.

    What a conflict forbids by now stays withdrawn, for that reason. Gives those in force, of judges
    who serve.
    """
    rows = departure.assignments.select_related(
        "judge__user", "judge__home_unit", "judge__panel__stage__edition", "submission__unit"
    )
    released = list(rows.order_by("pk").select_for_update(of=("self",)))
    known = Conflicts([each.judge for each in released], [departure.submission])
    back = []
    for each in released:
        barred = _barred(each, known)
        if barred:
            _mark_withdrawn(each, barred[:500], user, at)
        else:
            _restore(each, user, at)
            back.append(each)
    return [each for each in back if each.is_in_force and each.judge.is_serving]


def _barred(assignment: Assignment, known: Conflicts) -> str:
    """The conflict that was found meanwhile; one that is only stated waits for its decision."""
    stated = known.row(assignment.judge, assignment.submission)
    if stated is not None and stated.state == Conflict.State.DECLARED:
        return ""
    return known.between(assignment.judge, assignment.submission).reason


WITHDRAWAL = ["withdrawn_by", "withdrawn_at", "withdrawal_reason", "departure"]


def _mark_withdrawn(
    assignment: Assignment,
    reason: str,
    user: User,
    at: datetime,
    departure: Departure | None = None,
) -> None:
    assignment.withdrawn_by, assignment.withdrawn_at = user, at
    assignment.withdrawal_reason, assignment.departure = reason, departure
    assignment.save(update_fields=WITHDRAWAL)
    ledger.enter("penugasan.tarik", assignment, user=user, at=at)


def _restore(assignment: Assignment, user: User, at: datetime) -> None:
    assignment.departure = assignment.withdrawn_by = assignment.withdrawn_at = None
    assignment.withdrawal_reason = ""
    assignment.save(update_fields=WITHDRAWAL)
    ledger.enter("penugasan.pulihkan", assignment, user=user, at=at)


def _refuse_overload(judge: Judge) -> None:
    load = judge.assignments.in_force().count()
    if judge.max_load is not None and load > judge.max_load:
        raise Refused(
            _("%(judge)s paling banyak menilai %(most)d usulan.")
            % {"judge": judge.user, "most": judge.max_load}
        )
