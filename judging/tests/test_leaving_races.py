"""An entry leaves the contest at the same moment as something else happens to it."""

from collections.abc import Callable, Iterable

import pytest

from conftest import race
from inovasi.lib.verdict import Refused
from judging import queries, workflow
from judging.models import Assignment, Award, Decision, Departure, Place, ScoreSheet
from judging.tests.conftest import leave
from judging.tests.test_races import one_each, outcome, save
from notifications.models import Message
from submissions.models import Event
from submissions.states import Status, Verb

pytestmark = pytest.mark.django_db(transaction=True)


def said_by(deeds: Iterable[Callable[[], object]], count: int = 2) -> dict[int, str]:
    """Does them at once; how each of them went, by its place."""
    next_deed = one_each(enumerate(deeds))

    def do() -> tuple[int, str]:
        place, deed = next_deed()
        return place, outcome(deed)

    return dict(race(do, times=count))


@pytest.mark.fault("An entry is taken out of the contest with four clicks")
def test_two_of_panitia_take_an_entry_out_once(
    judged, entry, owner, committee, second_committee, judging_time
):
    next_user = one_each([committee, second_committee, committee, second_committee])

    made = race(lambda: leave(entry, next_user(), judging_time).pk, times=4)

    assert len(set(made)) == 1
    assert Event.objects.filter(verb=Verb.LEAVE).count() == 1
    assert Message.objects.filter(key__startswith="left:", recipient=owner).count() == 1
    assert Message.objects.filter(key__startswith="left-judge:").count() == 2


@pytest.mark.fault("A judge signs and the entry leaves at once", times=2)
@pytest.mark.parametrize("_turn", range(2))
def test_a_sheet_that_is_signed_while_its_entry_leaves_is_kept_and_counts_nowhere(
    _turn, assignment, entry, stage, committee, judging_time
):
    sheet = save(assignment, 80, 0, judging_time)
    user = assignment.judge.user

    said = said_by(
        [
            lambda: workflow.sign(assignment, version=sheet.version, user=user, at=judging_time),
            lambda: leave(entry, committee, judging_time),
        ]
    )

    sheet.refresh_from_db()
    assert said[1] == "done"
    assert sheet.is_signed == (said[0] == "done")
    assert sheet.scores.count() == stage.criteria.count()
    assert not queries.table(stage).standings
    assert not Assignment.objects.in_force().exists()


@pytest.mark.fault("A judge saves and the entry leaves at once", times=2)
@pytest.mark.parametrize("_turn", range(2))
def test_what_is_saved_while_the_entry_leaves_is_saved_or_refused_in_words(
    _turn, assignment, entry, committee, judging_time
):
    said: list[str] = []

    def write() -> None:
        try:
            save(assignment, 80, 0, judging_time)
        except Refused as refusal:
            said.append(refusal.reason)

    next_deed = one_each([write, lambda: leave(entry, committee, judging_time)])
    race(lambda: next_deed()())

    assert ScoreSheet.objects.count() == 1 - len(said)
    assert all("keluar dari lomba" in each for each in said)


@pytest.mark.fault("A stage is ended and an entry leaves at once", times=2)
@pytest.mark.parametrize("_turn", range(2))
def test_an_entry_that_leaves_while_its_stage_ends_is_on_the_list_or_out(
    _turn, judged, interview, entry, stage, committee, second_committee, judging_time
):
    seen = queries.preview(stage).fingerprint
    end = {"fingerprint": seen, "user": second_committee, "at": judging_time}

    said = said_by(
        [
            lambda: workflow.shortlist(stage, **end),
            lambda: leave(entry, committee, judging_time),
        ]
    )

    departure = Departure.objects.get()
    assert said[1] == "done"
    assert said[0] in {"done", "Stale"}
    assert departure.stage == (interview if said[0] == "done" else stage)
    assert Place.objects.filter(submission=entry).exists() == (said[0] == "done")
    assert entry not in queries.judgeable(interview)


@pytest.mark.fault("A verdict is frozen and an entry leaves at once", times=2)
@pytest.mark.parametrize("_turn", range(2))
def test_an_entry_that_leaves_while_the_verdict_is_frozen_is_in_it_or_out(
    _turn, judged, entry, edition, committee, second_committee, decision_time
):
    said = said_by(
        [
            lambda: workflow.freeze(edition, user=second_committee, at=decision_time),
            lambda: leave(entry, committee, decision_time),
        ]
    )

    entry.refresh_from_db()
    assert said[0] == "done"
    assert (entry.status == Status.LEFT) == (said[1] == "done")
    workflow.agree(Decision.objects.get(), user=committee, at=decision_time)
    assert Award.objects.filter(innovation=entry.innovation).exists() == (said[1] != "done")


@pytest.mark.fault("An entry is assigned and leaves at once", times=2)
@pytest.mark.parametrize("_turn", range(2))
def test_an_entry_is_given_to_nobody_while_it_leaves(
    _turn, judge, entry, committee, second_committee, judging_time
):
    said = said_by(
        [
            lambda: workflow.assign(judge, [entry], user=second_committee, at=judging_time),
            lambda: leave(entry, committee, judging_time),
        ]
    )

    assert said[1] == "done"
    assert said[0] in {"done", "Refused"}
    assert not Assignment.objects.in_force().exists()


@pytest.mark.fault("A departure is taken back twice at once")
def test_a_mistake_is_undone_once(judged, entry, committee, second_committee, judging_time):
    made = leave(entry, committee, judging_time)
    next_user = one_each([committee, second_committee])

    race(
        lambda: workflow.readmit(made, reason="Keliru.", user=next_user(), at=judging_time),
    )

    assert Event.objects.filter(verb=Verb.READMIT).count() == 1
    assert Assignment.objects.in_force().filter(submission=entry).count() == 2
