"""Letters about entries: one function per letter."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse

from competitions.models import Edition
from inovasi.lib.dates import moment
from notifications.reminders import Due, remind
from notifications.workflow import post
from submissions.models import Check, Event, Snapshot, Submission, TeamRight, Video
from units.models import COMMITTEE, User
from uploads.models import StoredFile


def people_of(submission: Submission) -> list[User]:
    """Everyone who acts for the unit of the entry, and its team."""
    members = Q(memberships__unit_id=submission.unit_id)
    return list(
        User.objects.filter(members | Q(team_rights__submission=submission), is_active=True)
        .order_by("pk")
        .distinct()
    )


def handed_in(submission: Submission, snapshot: Snapshot, *, at: datetime) -> None:
    post(
        "submissions/handed_in",
        key=f"handed-in:{snapshot.pk}",
        recipients=people_of(submission),
        context={"submission": submission, "snapshot": snapshot, "path": _path(submission)},
        at=at,
    )


def withdrawn(submission: Submission, event: Event, *, at: datetime) -> None:
    post(
        "submissions/withdrawn",
        key=f"withdrawn:{event.pk}",
        recipients=people_of(submission),
        context={
            "submission": submission,
            "event": event,
            "closes_at": submission.edition.registration_closes_at,
            "path": _path(submission),
        },
        at=at,
    )


def second_wanted(submission: Submission, check: Check, *, at: datetime) -> None:
    """To those of panitia who may uphold a fail: not who decided it, nor people of the unit."""
    colleagues = (
        User.objects.filter(groups__name=COMMITTEE, is_active=True)
        .exclude(pk=check.decided_by_id)
        .exclude(memberships__unit_id=submission.unit_id)
        .distinct()
    )
    post(
        "submissions/second_wanted",
        key=f"second-wanted:{check.pk}",
        recipients=list(colleagues),
        context={
            "submission": submission,
            "check": check,
            "path": reverse("check", args=[submission.pk]),
        },
        at=at,
    )


def not_upheld(submission: Submission, check: Check, *, at: datetime) -> None:
    """To whoever wanted the entry to fail."""
    post(
        "submissions/not_upheld",
        key=f"not-upheld:{check.pk}",
        recipients=[check.decided_by],
        context={
            "submission": submission,
            "check": check,
            "path": reverse("check", args=[submission.pk]),
        },
        at=at,
    )


def passed(submission: Submission, check: Check, *, at: datetime) -> None:
    post("submissions/passed", **_result(submission, check, at))


def passed_together(done: Iterable[tuple[Submission, Check]], *, at: datetime) -> None:
    """Whoever acts for several of the entries hears of all of them in one letter."""
    own: dict[tuple[User, Edition], list[tuple[Submission, Check]]] = defaultdict(list)
    for submission, check in done:
        for person in people_of(submission):
            own[person, submission.edition].append((submission, check))
    for (person, edition), theirs in own.items():
        if len(theirs) == 1:
            post("submissions/passed", **{**_result(*theirs[0], at), "recipients": [person]})
            continue
        post(
            "submissions/passed_together",
            key=f"checked-together:{theirs[-1][1].pk}",
            recipients=[person],
            context={
                "edition": edition,
                "entries": [submission for submission, _check in theirs],
                "path": reverse("submissions"),
            },
            at=at,
        )


def returned(submission: Submission, check: Check, *, at: datetime) -> None:
    post("submissions/returned", **_result(submission, check, at))


def failed(submission: Submission, check: Check, *, at: datetime) -> None:
    post("submissions/failed", **_result(submission, check, at))


def checked(submission: Submission, check: Check, *, at: datetime) -> None:
    """What panitia decided, in the letter for that decision."""
    match check.decision:
        case Check.Decision.PASS:
            passed(submission, check, at=at)
        case Check.Decision.RETURN:
            returned(submission, check, at=at)
        case _:
            failed(submission, check, at=at)


def _result(submission: Submission, check: Check, at: datetime) -> dict[str, Any]:
    unmet = [f for f in check.findings.select_related("item") if f.result != "terpenuhi"]
    return {
        "key": f"checked:{check.pk}",
        "recipients": people_of(submission),
        "context": {
            "submission": submission,
            "check": check,
            "findings": unmet,
            "path": _path(submission),
        },
        "at": at,
    }


def video_failed(video: Video, *, at: datetime) -> None:
    post(
        "submissions/video_failed",
        key=f"video-failed:{video.pk}",
        recipients=people_of(video.submission),
        context={"submission": video.submission, "path": _path(video.submission)},
        at=at,
    )


def file_infected(submission: Submission, file: StoredFile, *, at: datetime) -> None:
    post(
        "submissions/file_infected",
        key=f"file-infected:{file.pk}",
        recipients=people_of(submission),
        context={
            "submission": submission,
            "name": file.original_name,
            "sender": file.owner,
            "path": _path(submission),
        },
        at=at,
    )


def let_into_team(right: TeamRight, *, at: datetime) -> None:
    post(
        "submissions/let_into_team",
        key=f"let-into-team:{right.pk}:{right.level}:{at.timestamp()}",
        recipients=[right.user],
        context={"submission": right.submission, "right": right, "path": _path(right.submission)},
        at=at,
    )


def left_team(right: TeamRight, *, at: datetime) -> None:
    post(
        "submissions/left_team",
        key=f"left-team:{right.submission_id}:{right.user_id}:{at.timestamp()}",
        recipients=[right.user],
        context={"submission": right.submission},
        at=at,
    )


def _path(submission: Submission) -> str:
    return reverse("submission", args=[submission.pk])


def unsent(edition: Edition, numbers: Mapping[str, int], *, day: date, at: datetime) -> None:
    """To panitia: how many complete drafts each unit has; nothing of what stands in them."""
    post(
        "submissions/unsent",
        key=f"unsent:{edition.pk}:{day}",
        recipients=list(User.objects.filter(groups__name=COMMITTEE, is_active=True)),
        context={
            "edition": edition,
            "closes_at": edition.registration_closes_at,
            "numbers": sorted(numbers.items()),
            "path": reverse("check-drafts"),
        },
        at=at,
    )


class Owing(NamedTuple):
    """An entry that waits for its unit, as the letter names it."""

    title: str
    unit: str
    due: str


def due(entry: Submission, due_at: datetime, step: int, person: User) -> Due:
    item = Owing(str(entry), entry.unit.name, moment(due_at))
    return Due(recipient=person, subject=f"entry:{entry.pk}:{step}", due_at=due_at, item=item)


def drafts_due(dues: Iterable[Due], *, at: datetime) -> int:
    return remind("submissions/draft_due", dues, context={"path": reverse("submissions")}, at=at)


def repairs_due(dues: Iterable[Due], *, at: datetime) -> int:
    return remind("submissions/repair_due", dues, context={"path": reverse("submissions")}, at=at)
