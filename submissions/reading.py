"""Who opened an entry: written down for staff and judges, told to the unit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from ledger import workflow as ledger
from ledger.models import Line
from submissions.models import Submission
from submissions.permissions import takes_part
from units.models import User

READ = "usulan.baca"


class Capacity(StrEnum):
    """As what somebody read."""

    COMMITTEE = "panitia"
    JUDGE = "juri"


class Way(StrEnum):
    """What was opened."""

    PAGE = "halaman"
    DOCUMENT = "cetak"
    PACKET = "paket"


@dataclass(frozen=True)
class Reading:
    """`reader` is None for a judge, who stays a judge to the unit, and for a lost account."""

    capacity: Capacity
    way: Way
    at: datetime
    reader: User | None


def note(
    submission: Submission,
    *,
    user: User,
    at: datetime,
    way: Way = Way.PAGE,
    capacity: Capacity = Capacity.COMMITTEE,
) -> None:
    """Enter that somebody from outside read it: once a day, person and way. One query."""
    day = timezone.localdate(at)
    ledger.enter(
        READ,
        submission,
        user=user,
        at=at,
        key=f"baca:{submission.pk}:{user.pk}:{capacity}:{way}:{day}",
        sebagai=str(capacity),
        cara=str(way),
    )


def note_unless_own(
    submission: Submission, *, user: User, at: datetime, way: Way = Way.PAGE
) -> None:
    """The unit and its team read their own; nobody writes that down."""
    if not takes_part(user, submission):
        note(submission, user=user, at=at, way=way)


def readings(submission: Submission) -> list[Reading]:
    """Newest first; judges without a name."""
    subject = ledger.subject_of(submission)
    lines = list(Line.objects.about(subject).filter(verb=READ).reverse())
    people = User.objects.in_bulk(
        {line.actor for line in lines if line.details["sebagai"] == Capacity.COMMITTEE}
    )
    return [
        Reading(
            Capacity(line.details["sebagai"]),
            Way(line.details["cara"]),
            line.at,
            people.get(line.actor),
        )
        for line in lines
    ]
