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


def withdrawn(assignment: Assignment, *, at: datetime) -> None:
    """The judge need not go on; the reason stays with panitia."""
    post(
        "judging/withdrawn",
        key=f"withdrawn:{assignment.pk}",
        recipients=[assignment.judge.user],
        context={
            "stage": assignment.judge.panel.stage,
            "submission": assignment.submission,
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
        result = getattr(submission, "published_result", None)
        address = [publication.edition.slug]
        path = reverse("results", args=address)
        if result is not None:
            path = reverse("result-feedback", args=[*address, submission.pk])
        post(
            "judging/published",
            key=f"published:{submission.pk}",
            recipients=people_of(submission),
            context={
                "submission": submission,
                "result": result,
                "path": path,
            },
            at=at,
        )
