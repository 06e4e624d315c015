"""Letters about entries: one function per letter."""

from datetime import datetime

from django.urls import reverse

from notifications.workflow import post
from submissions.models import Check, Snapshot, Submission, Video
from units.models import User


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
