"""Two tabs, two judges, two of panitia at the same moment on real connections."""

import threading
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest

from conftest import race
from inovasi.lib.verdict import Refused, Stale
from judging import workflow
from judging.models import Assignment, Award, Decision, Judge, Publication, Score, ScoreSheet
from judging.tests.conftest import score
from notifications.models import Message
from submissions.models import Event
from submissions.states import Verb

pytestmark = pytest.mark.django_db(transaction=True)


def one_each(things: Iterable[Any]) -> Callable[[], Any]:
    """Hands the things out, one to each thread that asks."""
    queue, lock = iter(things), threading.Lock()

    def take() -> Any:
        with lock:
            return next(queue)

    return take


def outcome(deed: Callable[[], object]) -> str:
    """How it went: `done`, or the name of the refusal."""
    try:
        deed()
    except (Refused, Stale) as error:
        return type(error).__name__
    return "done"


def save(assignment: Assignment, value: int, version: int, at) -> ScoreSheet:
    criteria = assignment.judge.panel.stage.criteria.all()
    return workflow.save_sheet(
        assignment,
        scores={criterion: Decimal(value) for criterion in criteria},
        remark=f"Nilai {value}",
        version=version,
        user=assignment.judge.user,
        at=at,
    )


@pytest.mark.fault("A judge saves a sheet in two tabs at once")
@pytest.mark.parametrize("version", [0, 1])
def test_of_two_tabs_one_is_kept_whole_and_the_other_is_told(version, assignment, judging_time):
    if version:
        save(assignment, 50, 0, judging_time)
    next_value = one_each([60, 70, 80])

    said = race(
        lambda: outcome(lambda: save(assignment, next_value(), version, judging_time)), times=3
    )

    assert sorted(said) == ["Stale", "Stale", "done"]
    sheet = ScoreSheet.objects.get()
    (value,) = set(sheet.scores.values_list("value", flat=True))
    assert sheet.scores.count() == assignment.judge.panel.stage.criteria.count()
    assert sheet.total == value
    assert sheet.remark == f"Nilai {value:.0f}"


@pytest.mark.fault("Two judges save at once")
def test_two_judges_of_an_entry_lose_nothing_to_each_other(
    judge, other_judge, entry, committee, judging_time
):
    rows = [
        workflow.assign(each, [entry], user=committee, at=judging_time)[0]
        for each in (judge, other_judge)
    ]
    for row in rows:
        workflow.clear([row], user=row.judge.user, at=judging_time)
    next_row = one_each(zip(rows, (60, 70), strict=True))

    race(lambda: save(*next_row(), 0, judging_time))

    for row, value in zip(rows, (60, 70), strict=True):
        values = Score.objects.filter(sheet__assignment=row).values_list("value", flat=True)
        assert set(values) == {Decimal(value)}


@pytest.mark.fault("A judge signs with a double click")
def test_a_double_click_signs_once(assignment, judging_time):
    sheet = save(assignment, 80, 0, judging_time)
    user = assignment.judge.user

    signed = race(
        lambda: (
            workflow.sign(assignment, version=sheet.version, user=user, at=judging_time).version
        ),
        times=4,
    )

    assert set(signed) == {2}


def test_what_is_saved_while_it_is_signed_is_signed_never_half(assignment, judging_time):
    sheet = save(assignment, 60, 0, judging_time)
    user = assignment.judge.user
    next_deed = one_each(
        [
            lambda: workflow.sign(assignment, version=sheet.version, user=user, at=judging_time),
            lambda: save(assignment, 90, sheet.version, judging_time),
        ]
    )

    said = race(lambda: outcome(next_deed()))

    sheet.refresh_from_db()
    values = {int(value) for value in sheet.scores.values_list("value", flat=True)}
    assert "done" in said
    assert (sheet.is_signed, values) in [(True, {60}), (False, {90})]


def test_an_entry_given_to_two_judges_at_once_begins_its_judging_once(
    judge, other_judge, entry, committee, second_committee, judging_time
):
    next_pair = one_each([(judge, committee), (other_judge, second_committee)])

    def assign() -> int:
        who, user = next_pair()
        return len(workflow.assign(who, [entry], user=user, at=judging_time))

    assert race(assign) == [1, 1]
    assert Event.objects.filter(verb=Verb.BEGIN_JUDGING).count() == 1
    assert Assignment.objects.count() == 2


def test_a_double_click_gives_an_entry_once_and_writes_one_letter(
    judge, entry, second_entry, committee, judging_time
):
    race(
        lambda: workflow.assign(judge, [entry, second_entry], user=committee, at=judging_time),
        times=4,
    )

    assert judge.assignments.count() == 2
    letters = Message.objects.filter(recipient=judge.user, key__startswith="assigned:")
    assert letters.count() == 1


def test_judges_appointed_at_once_get_different_codes(panel, committee, person, judging_time):
    people = [person(f"Judge {number}") for number in range(4)]
    next_person = one_each(people)

    race(
        lambda: workflow.appoint(
            panel, person=next_person(), home_unit=None, user=committee, at=judging_time
        ),
        times=4,
    )

    assert sorted(Judge.objects.values_list("code", flat=True)) == ["J1", "J2", "J3", "J4"]


def test_a_panel_set_twice_at_once_is_one_panel(stage, committee, judging_time):
    panels = race(
        lambda: (
            workflow.set_panel(
                stage,
                decree_number="188/2026",
                decree_date=judging_time.date(),
                user=committee,
                at=judging_time,
            ).pk
        ),
        times=3,
    )

    assert len(set(panels)) == 1


@pytest.mark.fault("Four clicks publish at once")
def test_two_of_panitia_publish_one_verdict_with_one_letter_each(
    assignment, edition, committee, second_committee, owner, team_mate, judging_time, decision_time
):
    score(assignment, "80", judging_time)
    next_user = one_each([committee, second_committee, committee, second_committee])
    frozen = race(lambda: workflow.freeze(edition, user=next_user(), at=decision_time).pk, times=4)
    assert len(set(frozen)) == 1
    decision = Decision.objects.get()
    other = second_committee if decision.frozen_by == committee else committee

    published = race(lambda: workflow.agree(decision, user=other, at=decision_time).sha256, times=4)

    assert len(set(published)) == 1
    assert Publication.objects.count() == Award.objects.count() == 1
    letters = Message.objects.filter(key__startswith="published:")
    assert sorted(letters.values_list("recipient", flat=True)) == sorted([owner.pk, team_mate.pk])
    assert Event.objects.filter(verb=Verb.AWARD).count() == 1
