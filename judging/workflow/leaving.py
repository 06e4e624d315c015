"""Deeds by which an entry leaves the contest while it is judged, and comes back after a mistake."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from judging import leaving_notices as notices
from judging.leaving_permissions import may_leave, may_readmit
from judging.models import Departure
from judging.queries import current_stage
from judging.workflow.assigning import give_back, hold, release
from judging.workflow.plenary import take_back_overrides
from submissions.models import Submission
from submissions.states import Verb
from submissions.workflow import locked, move
from units.models import User


@transaction.atomic
def leave(
    submission: Submission, *, kind: Departure.Kind, reason: str, user: User, at: datetime
) -> Departure:
    """Take an entry out of the contest: at its unit's wish, or because panitia disqualifies it.

    In the stage that runs its assignments are withdrawn and its sheets kept; stages that ended stay
    as they were decided. Unit and judges are told. A second click finds it done. Raises `Refused`
    without a reason and once a verdict is frozen.
    """
    hold(submission.edition)
    submission = locked(submission)
    known = Departure.objects.standing().filter(submission=submission).first()
    if known is not None:
        return known
    demand(may_leave(user, submission))
    made = Departure.objects.create(
        submission=submission,
        stage=current_stage(submission.edition),
        kind=kind,
        reason=_reason(reason),
        recorded_by=user,
        recorded_at=at,
    )
    note = f"{made.get_kind_display()}: {made.reason}"
    move(submission, Verb.LEAVE, user, at, note=note)
    take_back_overrides(submission, user=user, at=at)
    released = release(made, user=user, at=at)
    notices.left(made, at=at)
    notices.left_judges(made, released, at=at)
    return made


@transaction.atomic
def readmit(departure: Departure, *, reason: str, user: User, at: datetime) -> Departure:
    """Take a departure back: the entry is judged again with the sheets that it had.

    What was taken from a judge meanwhile, or a conflict forbids, stays taken. Twice is once.
    Raises `Refused` without a reason, once that stage has ended and once a verdict is frozen.
    """
    hold(departure.submission.edition)
    submission = locked(departure.submission)
    departure = (
        Departure.objects.select_related("stage")
        .select_for_update(of=("self",))
        .get(pk=departure.pk)
    )
    departure.submission = submission
    if departure.is_readmitted:
        return departure
    demand(may_readmit(user, departure))
    departure.readmitted_by, departure.readmitted_at = user, at
    departure.readmitted_because = _reason(reason)
    departure.save(update_fields=["readmitted_by", "readmitted_at", "readmitted_because"])
    move(submission, Verb.READMIT, user, at, note=departure.readmitted_because)
    if submission.events.filter(verb=Verb.BEGIN_JUDGING).exists():
        move(submission, Verb.BEGIN_JUDGING, user, at)
    given = give_back(departure, user=user, at=at)
    notices.readmitted(departure, at=at)
    notices.readmitted_judges(departure, given, at=at)
    return departure


def _reason(text: str) -> str:
    reason = clean(text).strip()
    if not reason:
        raise Refused(_("Tulis alasannya."))
    return reason[:1000]
