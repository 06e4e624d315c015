"""Letters about entries: one function per letter."""

from datetime import datetime

from django.urls import reverse

from notifications.workflow import post
from submissions.models import Check, Event, Snapshot, Submission, Video
from units.models import COMMITTEE, User


def people_of(submission: Submission) -> list[User]:
    """Everyone who acts for the unit of the entry."""
    return list(
        User.objects.filter(memberships__unit_id=submission.unit_id, is_active=True).distinct()
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


def checked(submission: Submission, check: Check, *, at: datetime) -> None:
    unmet = [f for f in check.findings.select_related("item") if f.result != "terpenuhi"]
    post(
        "submissions/checked",
        key=f"checked:{check.pk}",
        recipients=people_of(submission),
        context={
            "submission": submission,
            "check": check,
            "findings": unmet,
            "path": _path(submission),
        },
        at=at,
    )


def video_failed(video: Video, *, at: datetime) -> None:
    post(
        "submissions/video_failed",
        key=f"video-failed:{video.pk}",
        recipients=people_of(video.submission),
        context={"submission": video.submission, "path": _path(video.submission)},
        at=at,
    )


def _path(submission: Submission) -> str:
    return reverse("submission", args=[submission.pk])
