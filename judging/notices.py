"""Letters of the judging: one function per letter."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from competitions.models import Edition, Stage
from inovasi.lib.dates import moment
from judging.models import (
    Assignment,
    Award,
    Conflict,
    Decision,
    JointNote,
    Judge,
    Objection,
    Publication,
    PublishedResult,
    SheetEvent,
    Shortlist,
)
from judging.queries import Behind, Split, stage_after
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
            "entries": [a.shown for a in assignments],
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
            "entry": assignment.shown,
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
        context={
            "edition": edition,
            "submission": assignment.submission,
            "judge": assignment.judge.user,
            "reason": assignment.abstention_reason,
            "path": reverse("panel", args=[edition.slug]),
        },
        at=at,
    )


def reopened(event: SheetEvent, *, at: datetime) -> None:
    """The judge has a sheet to sign once more, and reads why."""
    post(
        "judging/reopened",
        key=f"reopened:{event.pk}",
        recipients=[event.assignment.judge.user],
        context={
            "edition": event.assignment.judge.panel.stage.edition,
            "reason": event.reason,
            "entry": event.assignment.shown,
            "path": reverse("score-sheet", args=[event.assignment_id]),
        },
        at=at,
    )


def split(case: Split, stage: Stage, *, at: datetime) -> None:
    """Signed sheets lie far apart: panitia settles it. The letter tells no score.

    Whoever of panitia still has to score in the stage finds it in the agenda after signing.
    """
    owing = Assignment.objects.owed().filter(judge__panel__stage=stage)
    post(
        "judging/split",
        key=f"split:{_sheets_of(case, stage)}",
        recipients=committee().exclude(pk__in=owing.values("judge__user")),
        context={
            "edition": stage.edition,
            "submission": case.submission,
            "stage": stage,
            "path": reverse("moderation", args=[stage.edition.slug, case.submission.pk]),
        },
        at=at,
    )


def _sheets_of(case: Split, stage: Stage) -> str:
    sheets = "-".join(f"{line['juri']}.{line['versi']}" for line in case.sheets)
    return f"{stage.pk}:{case.submission.pk}:{sheets}"[:180]


def split_among_judges(case: Split, given: Iterable[Assignment], *, at: datetime) -> None:
    """The judges concerned are asked for a joint note; no score, no name of another judge."""
    for each in given:
        key = f"split-judge:{_sheets_of(case, _stage(each))}"
        post("judging/split_judges", key=key, **_about_split(each, at))


def joint_note_waits(note: JointNote, given: Iterable[Assignment], *, at: datetime) -> None:
    """A text lies before the other judges of the entry; once for each version."""
    rows = Assignment.objects.filter(pk__in=[each.pk for each in given])
    for each in rows.for_list():
        key = f"joint-note:{note.pk}:{note.version}"
        post("judging/joint_note", key=key, **_about_split(each, at))


def _stage(assignment: Assignment) -> Stage:
    return assignment.judge.panel.stage


def _about_split(assignment: Assignment, at: datetime) -> dict[str, Any]:
    """To one judge of a split entry, with the way to its joint note."""
    context = {
        "edition": assignment.submission.edition,
        "stage": _stage(assignment),
        "entry": assignment.shown,
        "path": reverse("joint-note", args=[assignment.pk]),
    }
    return {"recipients": [assignment.judge.user], "context": context, "at": at}


def called(row: Behind, *, caller: User, at: datetime) -> None:
    """The judge is called to sign what is missing; at most one letter a day."""
    judge = row.judge
    post(
        "judging/called",
        key=f"called:{judge.pk}:{localdate(at)}",
        recipients=[judge.user],
        context={
            "edition": judge.panel.stage.edition,
            "stage": judge.panel.stage,
            "entries": [each.shown for each in row.owed],
            "caller": caller,
            "path": reverse("assignments"),
        },
        at=at,
    )


def shortlisted(made: Shortlist, *, at: datetime) -> None:
    """Everybody hears which of the own entries go on, and which do not; no score, no rank."""
    places = made.places.select_related("submission__edition", "submission__unit")
    for tell, goes_on in ((_go_on, True), (_stay_behind, False)):
        own: dict[User, list[Submission]] = defaultdict(list)
        for place in places.filter(goes_on=goes_on).order_by("submission__sequence"):
            for person in people_of(place.submission):
                own[person].append(place.submission)
        for person, entries in own.items():
            tell(_of_stage(made, person, entries, at))


def _go_on(about: dict[str, Any]) -> None:
    post("judging/shortlisted", **about)


def _stay_behind(about: dict[str, Any]) -> None:
    post("judging/not_shortlisted", **{**about, "key": f"{about['key']}:tidak-lanjut"})


def _of_stage(
    made: Shortlist, person: User, entries: list[Submission], at: datetime
) -> dict[str, Any]:
    return {
        "key": f"shortlist:{made.pk}",
        "recipients": [person],
        "context": {
            "edition": made.stage.edition,
            "stage": made.stage,
            "following": stage_after(made.stage),
            "entries": entries,
            "path": reverse("submissions"),
        },
        "at": at,
    }


def frozen(decision: Decision, *, at: datetime) -> None:
    """A second member of panitia has to look at what was frozen."""
    edition = decision.edition
    post(
        "judging/frozen",
        key=f"frozen:{decision.pk}",
        recipients=committee().exclude(pk=decision.frozen_by_id),
        context={
            "decision": decision,
            "edition": edition,
            "path": reverse("ranking-publication", args=[edition.slug]),
        },
        at=at,
    )


def objected(row: Objection, *, at: datetime) -> None:
    post(
        "judging/objected",
        key=f"objected:{row.pk}",
        recipients=committee(),
        context={
            "edition": row.result.publication.edition,
            "objection": row,
            "result": row.result,
            "path": _objections(row),
        },
        at=at,
    )


def _objections(row: Objection) -> str:
    return reverse("objections", args=[row.result.publication.edition.slug])


def objection_answered(row: Objection, *, at: datetime) -> None:
    post(
        "judging/objection_answered",
        key=f"objection-answered:{row.pk}",
        recipients=people_of(row.result.submission),
        context={
            "edition": row.result.publication.edition,
            "objection": row,
            "result": row.result,
            "path": _own_result("result-objection", row.result),
        },
        at=at,
    )


def award_revoked(award: Award, *, at: datetime) -> None:
    post(
        "judging/award_revoked",
        key=f"award-revoked:{award.pk}",
        recipients=people_of(award.result.submission),
        context={
            "edition": award.result.publication.edition,
            "award": award,
            "result": award.result,
            "path": _own_result("result-feedback", award.result),
        },
        at=at,
    )


def _own_result(name: str, result: PublishedResult) -> str:
    return reverse(name, args=[result.publication.edition.slug, result.submission_id])


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
