"""A panel of two outside judges and one from the entrant's own unit, and two entries to judge."""

from datetime import datetime
from decimal import Decimal

import pytest

from competitions.models import Criterion, Edition, Stage
from conftest import complete, enter, make_innovation
from judging import queries, workflow
from judging.models import (
    Assignment,
    Departure,
    Judge,
    Panel,
    Publication,
    ScoreSheet,
    Shortlist,
)
from submissions.models import Check, Finding, Submission
from submissions.workflow import Ruling, decide_check, submit
from units.models import Unit, User
from units.workflow import join_committee


def passed(submission: Submission, owner: User, committee: User, at: datetime) -> Submission:
    """Hand the entry in and let it pass the administrative check."""
    submit(complete(submission, owner), user=owner, at=at)
    items = submission.group.check_items.all()
    ruling = Ruling(Check.Decision.PASS, dict.fromkeys(items, (Finding.Result.FULFILLED, "")))
    decide_check(submission, ruling, revision=1, user=committee, at=at)
    submission.refresh_from_db()
    return submission


@pytest.fixture
def entry(submission: Submission, owner: User, committee: User, at: datetime) -> Submission:
    return passed(submission, owner, committee, at)


@pytest.fixture
def second_entry(
    edition: Edition, other_unit: Unit, stranger: User, committee: User, at: datetime
) -> Submission:
    innovation = make_innovation(stranger, other_unit, "Lumbung Data")
    return passed(enter(innovation, edition, stranger), stranger, committee, at)


@pytest.fixture
def stage(edition: Edition) -> Stage:
    return edition.stages.get()


@pytest.fixture
def judging_time(during) -> datetime:
    return during("penilaian")


@pytest.fixture
def decision_time(during) -> datetime:
    return during("penetapan")


@pytest.fixture
def panel(stage: Stage, committee: User, judging_time: datetime) -> Panel:
    return workflow.set_panel(
        stage,
        decree_number="188/2026",
        decree_date=judging_time.date(),
        user=committee,
        at=judging_time,
    )


@pytest.fixture
def appoint(panel: Panel, committee: User, judging_time: datetime, person):
    def make(name: str, home_unit: Unit | None = None, user: User | None = None) -> Judge:
        judge = workflow.appoint(
            panel,
            person=user or person(name),
            home_unit=home_unit,
            user=committee,
            at=judging_time,
        )
        return workflow.accept(judge, user=judge.user, at=judging_time)

    return make


@pytest.fixture
def judge(appoint) -> Judge:
    return appoint("Judge One")


@pytest.fixture
def other_judge(appoint) -> Judge:
    return appoint("Judge Two")


@pytest.fixture
def assignment(
    judge: Judge, entry: Submission, committee: User, judging_time: datetime
) -> Assignment:
    (made,) = workflow.assign(judge, [entry], user=committee, at=judging_time)
    workflow.clear([made], user=judge.user, at=judging_time)
    made.refresh_from_db()
    return made


@pytest.fixture
def judged(judge, other_judge, entry, second_entry, committee, judging_time):
    """Two entries, two judges each: 80 and 90 against 70 and 75."""
    for person, values in ((judge, ("80", "70")), (other_judge, ("90", "75"))):
        for each, value in zip((entry, second_entry), values, strict=True):
            (made,) = workflow.assign(person, [each], user=committee, at=judging_time)
            score(made, value, judging_time)
    return entry, second_entry


@pytest.fixture
def interview(edition, stage) -> Stage:
    """A second stage; the first keeps one entry."""
    Stage.objects.filter(pk=stage.pk).update(weight=60, advance_most=1)
    later = Stage.objects.create(
        edition=edition,
        kind=Stage.Kind.INTERVIEW,
        name="Wawancara",
        order=2,
        weight=40,
        minutes=10,
    )
    Criterion.objects.create(stage=later, name="Penguasaan", weight=Decimal(100))
    stage.refresh_from_db()
    return later


@pytest.fixture
def drafted(judged, appoint, entry, committee, judging_time) -> Assignment:
    """A third judge of the first entry, with a draft."""
    (made,) = workflow.assign(appoint("Judge Three"), [entry], user=committee, at=judging_time)
    score(made, "60", judging_time, sign=False)
    made.refresh_from_db()
    return made


def leave(
    entry: Submission,
    user: User,
    at: datetime,
    kind: Departure.Kind = Departure.Kind.WISH,
    reason: str = "Layanan dihentikan.",
) -> Departure:
    made = workflow.leave(entry, kind=kind, reason=reason, user=user, at=at)
    entry.refresh_from_db()
    return made


def end(stage: Stage, user: User, at: datetime) -> Shortlist:
    found = queries.preview(stage)
    return workflow.shortlist(stage, fingerprint=found.fingerprint, user=user, at=at)


def score(assignment: Assignment, value: str, at: datetime, *, sign: bool = True) -> ScoreSheet:
    """The same value for every criterion, signed unless told otherwise."""
    criteria = assignment.judge.panel.stage.criteria.all()
    user = assignment.judge.user
    workflow.clear([assignment], user=user, at=at)
    sheet = workflow.save_sheet(
        assignment,
        scores={criterion: Decimal(value) for criterion in criteria},
        remark="Baik.",
        version=0,
        user=user,
        at=at,
    )
    if sign:
        return workflow.sign(assignment, version=sheet.version, user=user, at=at)
    return sheet


def publish(edition: Edition, committee: User, decision_time: datetime) -> Publication:
    """One of panitia freezes the ranking, another one agrees to it at once."""
    frozen = workflow.freeze(edition, user=committee, at=decision_time)
    return workflow.agree(frozen, user=another_of_panitia(), at=decision_time)


def another_of_panitia() -> User:
    address = "panitia.kedua@gowa.example"
    known = User.objects.filter(email=address).first()
    user = known or User.objects.create_user(email=address, full_name="Panitia Kedua")
    join_committee(user=user)
    return user
