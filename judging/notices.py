"""Letters of the judging: one function per letter."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from competitions.models import Edition
from inovasi.lib.dates import moment
from judging.models import Assignment, Conflict, Judge, Publication, PublishedResult
from notifications.reminders import Due, remind
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
            "edition": judge.panel.stage.edition,
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
        context={
            "edition": judge.panel.stage.edition,
            "stage": judge.panel.stage,
            "panel": judge.panel,
            "path": reverse("judge-invitation", args=[judge.pk]),
        },
        at=at,
    )


def declined(judge: Judge, *, at: datetime) -> None:
    """Panitia needs another judge."""
    edition = judge.panel.stage.edition
    post(
        "judging/declined",
        key=f"declined:{judge.pk}:{at:%Y%m%d%H%M%S}",
        recipients=committee(),
        context={
            "edition": edition,
            "judge": judge.user,
            "reason": judge.left_because,
            "path": reverse("panel", args=[edition.slug]),
        },
        at=at,
    )


def declared(row: Conflict, edition: Edition, *, at: datetime) -> None:
    """Panitia decides about a conflict of interest that a judge stated."""
    post(
        "judging/declared",
        key=f"conflict:{row.pk}:{at:%Y%m%d%H%M%S}",
        recipients=committee(),
        context={
            "edition": edition,
            "submission": row.submission,
            "judge": row.person,
            "reason": row.reason,
            "path": reverse("panel-conflicts", args=[edition.slug]),
        },
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
            "edition": assignment.judge.panel.stage.edition,
            "stage": assignment.judge.panel.stage,
            "submission": assignment.submission,
            "path": reverse("assignments"),
        },
        at=at,
    )


def published(publication: Publication, *, at: datetime) -> None:
    """One letter to each person, with the results of the own entries that were handed in."""
    edition = publication.edition
    entries = (
        Submission.objects.filter(edition=edition)
        .exclude(status=Status.DRAFT)
        .select_related("published_result", "edition")
        .order_by("sequence")
    )
    results: dict[User, list[tuple[Submission, PublishedResult | None]]] = defaultdict(list)
    for entry in entries:
        for person in people_of(entry):
            results[person].append((entry, getattr(entry, "published_result", None)))
    for person, own in results.items():
        post(
            "judging/published",
            key=f"published:{publication.pk}",
            recipients=[person],
            context={
                "edition": edition,
                "results": own,
                "path": reverse("results", args=[edition.slug]),
            },
            at=at,
        )


class Owing(NamedTuple):
    """What a judge has still to sign, as the letter names it."""

    edition: str
    number: int
    due: str


def due(edition: Edition, due_at: datetime, step: int, rows: list[Assignment]) -> Due:
    return Due(
        recipient=rows[0].judge.user,
        subject=f"sheets:{edition.pk}:{step}",
        due_at=due_at,
        item=Owing(edition.name, len(rows), moment(due_at)),
    )


def sheets_due(dues: Iterable[Due], *, at: datetime) -> int:
    return remind("judging/sheets_due", dues, context={"path": reverse("assignments")}, at=at)
