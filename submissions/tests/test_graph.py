"""Statuses follow the drawn graph, in the rows as well as on paper."""

import pytest

from competitions.phases import Action
from competitions.sentences import calendar_verdict
from submissions import workflow
from submissions.models import STATUS_LABELS, STATUS_TONES, VERB_LABELS, Event, Submission
from submissions.permissions import may_submit, may_write
from submissions.states import EDITABLE, JUDGEABLE, MOVES, IllegalMove, Status, Verb

OFF = [(s, v) for s in Status for v in Verb if (s, v) not in MOVES]


def put(submission: Submission, status: Status, at) -> Submission:
    """The entry as if it had come to `status`."""
    Submission.objects.filter(pk=submission.pk).update(status=status, repair_due_at=at)
    return submission


@pytest.mark.parametrize(("status", "verb"), OFF)
def test_off_the_graph_nothing_moves_and_nothing_is_remembered(
    status, verb, submitted, committee, at
):
    events = Event.objects.count()

    with pytest.raises(IllegalMove):
        workflow.advance([put(submitted, status, at)], verb, user=committee, at=at)

    submitted.refresh_from_db()
    assert submitted.status == status
    assert Event.objects.count() == events


@pytest.mark.parametrize(("start", "verb"), MOVES)
def test_along_the_graph_the_row_moves_and_the_history_tells(start, verb, submitted, committee, at):
    workflow.advance([put(submitted, start, at)], verb, user=committee, at=at)

    submitted.refresh_from_db()
    event = submitted.events.last()
    assert submitted.status == MOVES[start, verb]
    assert (event.verb, event.status, event.actor, event.at) == (
        verb,
        submitted.status,
        committee,
        at,
    )


def test_one_entry_that_cannot_move_keeps_all_where_they_are(submitted, submission, committee, at):
    """`submission` and `submitted` are one row here: the second move has nowhere to go."""
    with pytest.raises(IllegalMove):
        workflow.advance([submitted, submission], Verb.PASS, user=committee, at=at)

    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED


def test_every_status_is_reached_from_a_draft():
    reached, new = set(), {Status.DRAFT}
    while new:
        reached |= new
        new = {after for (start, _verb), after in MOVES.items() if start in reached} - reached

    assert reached == set(Status)


def test_every_status_and_verb_has_words():
    assert set(STATUS_LABELS) == set(STATUS_TONES) == set(Status)
    assert set(VERB_LABELS) == set(Verb)


@pytest.mark.parametrize("status", Status)
def test_the_unit_writes_only_in_the_statuses_named(status, submitted, owner, at):
    submitted = put(submitted, status, at.replace(hour=12))
    submitted.refresh_from_db()

    assert bool(may_write(owner, submitted, at)) is (status in EDITABLE)
    assert bool(may_submit(owner, submitted, at)) is (status in EDITABLE)


def test_an_entry_is_never_written_and_judged_at_once():
    assert not EDITABLE & JUDGEABLE


@pytest.mark.parametrize("phase", ["pengajuan", "pemeriksaan"])
def test_repair_has_a_longer_calendar_than_writing(phase, edition, during):
    at = during(phase)

    assert calendar_verdict(edition, Action.REPAIR, at)
    assert bool(calendar_verdict(edition, Action.WRITE, at)) is (phase == "pengajuan")
