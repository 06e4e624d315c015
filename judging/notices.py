"""Letters of the judging: one function per letter."""

from datetime import datetime

from django.urls import reverse

from judging.models import Assignment, Judge, Publication
from notifications.workflow import post
from submissions.models import Submission
from submissions.notices import people_of
from submissions.states import Status


def assigned(judge: Judge, assignments: list[Assignment], *, at: datetime) -> None:
    post(
        "judging/assigned",
        key=f"assigned:{max(a.pk for a in assignments)}",
        recipients=[judge.user],
        context={
            "stage": judge.panel.stage,
            "submissions": [a.submission for a in assignments],
            "path": reverse("assignments"),
        },
        at=at,
    )


def published(publication: Publication, *, at: datetime) -> None:
    """One letter for every entry that was ever handed in, with its own result only."""
    entries = (
        Submission.objects.filter(edition=publication.edition)
        .exclude(status=Status.DRAFT)
        .select_related("published_result", "edition")
    )
    for submission in entries:
        post(
            "judging/published",
            key=f"published:{submission.pk}",
            recipients=people_of(submission),
            context={
                "submission": submission,
                "result": getattr(submission, "published_result", None),
                "path": reverse("results", args=[publication.edition.slug]),
            },
            at=at,
        )
