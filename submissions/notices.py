"""Letters about entries: one function per letter."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from notifications.workflow import post
from submissions.models import Check, Snapshot, Submission, TeamRight, Video
from units.models import User


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
