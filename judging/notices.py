"""Letters of the judging: one function per letter."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from competitions.models import Edition, Stage
from judging.models import Assignment, Conflict, Judge, Publication, SheetEvent
from judging.queries import Split
from notifications.workflow import post
from submissions.models import Submission
from submissions.notices import people_of
from submissions.states import Status
from units.models import COMMITTEE, User


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


def invited(judge: Judge, *, at: datetime) -> None:
    """The decree names the person; they accept by signing the integrity statement."""
    post(
        "judging/invited",
        key=f"invited:{judge.pk}:{at:%Y%m%d%H%M%S}",
        recipients=[judge.user],
        context={"panel": judge.panel, "path": reverse("judge-invitation", args=[judge.pk])},
        at=at,
    )


def declined(judge: Judge, *, at: datetime) -> None:
    """Panitia needs another judge."""
    edition = judge.panel.stage.edition
    post(
        "judging/declined",
        key=f"declined:{judge.pk}:{at:%Y%m%d%H%M%S}",
        recipients=committee(),
        context={"judge": judge, "path": reverse("panel", args=[edition.slug])},
        at=at,
    )


def declared(row: Conflict, edition: Edition, *, at: datetime) -> None:
    """Panitia decides about a conflict of interest that a judge stated."""
    post(
        "judging/declared",
        key=f"conflict:{row.pk}:{at:%Y%m%d%H%M%S}",
        recipients=committee(),
        context={"row": row, "path": reverse("panel-conflicts", args=[edition.slug])},
        at=at,
    )


def committee() -> QuerySet[User]:
    return User.objects.filter(groups__name=COMMITTEE, is_active=True)


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


def abstained(assignment: Assignment, *, at: datetime) -> None:
    """The entry lacks a judge; panitia gives it to another."""
    edition = assignment.judge.panel.stage.edition
    post(
        "judging/abstained",
        key=f"abstained:{assignment.pk}:{at:%Y%m%d%H%M%S}",
        recipients=committee(),
        context={"assignment": assignment, "path": reverse("panel", args=[edition.slug])},
        at=at,
    )


def reopened(event: SheetEvent, *, at: datetime) -> None:
    """The judge has a sheet to sign once more, and reads why."""
    post(
        "judging/reopened",
        key=f"reopened:{event.pk}",
        recipients=[event.assignment.judge.user],
        context={
            "event": event,
            "submission": event.assignment.submission,
            "path": reverse("score-sheet", args=[event.assignment_id]),
        },
        at=at,
    )


def split(case: Split, stage: Stage, *, at: datetime) -> None:
    """Signed sheets lie far apart: panitia settles it. The letter tells no score."""
    sheets = "-".join(f"{line['juri']}.{line['versi']}" for line in case.sheets)
    post(
        "judging/split",
        key=f"split:{stage.pk}:{case.submission.pk}:{sheets}"[:200],
        recipients=committee(),
        context={
            "submission": case.submission,
            "stage": stage,
            "path": reverse("moderation", args=[stage.edition.slug, case.submission.pk]),
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
