"""Rows that workers claim: one holder at a time, growing pauses, and an end for everything."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from conftest import race
from inovasi.lib.work import Heartbeat, LeaseLost, WorkState
from notifications.models import Message
from tests.processes import until

LEASE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


@pytest.fixture
def row(db, at) -> Message:
    """A letter that is due at `at`."""
    return Message.objects.create(
        key="surat", address="a@gowa.example", subject="s", body="b", created_at=at, next_try_at=at
    )


def claim(row: Message, at: datetime) -> Message | None:
    return Message.objects.claim(row.pk, at=at, lease=LEASE)


def test_a_waiting_row_is_due_at_its_time_and_not_before(row, at):
    assert claim(row, at - SECOND) is None
    assert claim(row, at) == row


def test_a_claim_is_an_attempt_and_holds_the_row(row, at):
    held = claim(row, at)

    assert (held.state, held.attempts, held.lease_until) == (WorkState.RUNNING, 1, at + LEASE)
    assert claim(row, at) is None


def test_a_row_that_is_not_there_cannot_be_claimed(row, at):
    assert Message.objects.claim(row.pk + 1, at=at, lease=LEASE) is None


@pytest.mark.parametrize("state", [WorkState.DONE, WorkState.FAILED])
def test_a_closed_row_is_never_due_again(state, row, at):
    Message.objects.filter(pk=row.pk).update(state=state)

    assert claim(row, at + timedelta(days=400)) is None


def test_a_lease_runs_out_at_its_end_and_not_before(row, at):
    first = claim(row, at)

    assert claim(row, at + LEASE - SECOND) is None
    second = claim(row, at + LEASE)
    assert (second.attempts, second.lease == first.lease) == (2, False)


@pytest.mark.django_db(transaction=True)
def test_of_many_claims_at_once_one_succeeds(row, at):
    claims = race(lambda: claim(row, at), times=4)

    assert sorted(held is not None for held in claims) == [False, False, False, True]
    row.refresh_from_db()
    assert row.attempts == 1


def test_what_was_made_stands_with_the_done_row(row, at):
    assert claim(row, at).complete(sent_at=at)

    row.refresh_from_db()
    assert (row.state, row.sent_at, row.lease, row.lease_until) == (WorkState.DONE, at, None, None)


def test_done_at_last_forgets_the_errors_of_before(row, at):
    claim(row, at).try_later("451 busy", at=at)
    row.refresh_from_db()

    claim(row, row.next_try_at).complete()

    row.refresh_from_db()
    assert row.last_error == ""


def test_giving_up_says_why(row, at):
    assert claim(row, at).give_up("no such box")

    row.refresh_from_db()
    assert (row.state, row.last_error, row.lease) == (WorkState.FAILED, "no such box", None)


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 15), (2, 30), (3, 60), (4, 120), (5, 240), (6, 480), (7, 960)]
)
def test_the_pause_before_the_next_try_grows(attempt, seconds, row, at):
    Message.objects.filter(pk=row.pk).update(attempts=attempt - 1)

    assert claim(row, at).try_later("451 busy", at=at)

    row.refresh_from_db()
    assert (row.state, row.last_error) == (WorkState.WAITING, "451 busy")
    assert row.next_try_at == at + timedelta(seconds=seconds)


def test_the_last_try_that_fails_ends_the_row(row, at):
    Message.objects.filter(pk=row.pk).update(attempts=Message.MAX_ATTEMPTS - 1)

    claim(row, at).try_later("451 busy", at=at)

    row.refresh_from_db()
    assert (row.state, row.attempts) == (WorkState.FAILED, Message.MAX_ATTEMPTS)
    assert row.last_error == "451 busy"


@pytest.mark.parametrize("deed", ["complete", "give_up", "try_later"])
def test_who_lost_the_lease_writes_nothing(deed, row, at):
    slow = claim(row, at)
    quick = claim(row, at + LEASE)
    before = Message.objects.filter(pk=row.pk).values().get()

    written = {
        "complete": lambda: slow.complete(sent_at=at),
        "give_up": lambda: slow.give_up("too late"),
        "try_later": lambda: slow.try_later("too late", at=at),
    }[deed]()

    assert written is False
    assert Message.objects.filter(pk=row.pk).values().get() == before
    assert quick.complete(sent_at=at)


def test_a_row_is_closed_once(row, at):
    held = claim(row, at)

    assert held.complete(sent_at=at)
    assert not held.give_up("after all")
    row.refresh_from_db()
    assert row.state == WorkState.DONE


@pytest.mark.django_db(transaction=True)
def test_a_row_is_held_for_as_long_as_its_worker_lives(row, at):
    """Also while the work has locked it, which it need not wait for."""
    short = timedelta(seconds=0.3)
    held = Message.objects.claim(row.pk, at=at, lease=short)

    with Heartbeat(held, at=at, lease=short) as pulse:
        assert until(lambda: not Message.objects.due(at + 3 * short).exists())
        with transaction.atomic():
            held.hold()
            pulse()

    assert claim(row, at + LEASE)


@pytest.mark.django_db(transaction=True)
def test_who_was_overtaken_is_told_and_takes_nothing_back(row, at):
    short = timedelta(seconds=0.3)
    slow = Message.objects.claim(row.pk, at=at, lease=short)
    quick = claim(row, at + short)

    with Heartbeat(slow, at=at, lease=short) as pulse, pytest.raises(LeaseLost):
        until(lambda: pulse())

    row.refresh_from_db()
    assert (row.lease, row.lease_until) == (quick.lease, at + short + LEASE)


def test_a_row_that_kills_its_workers_can_be_told_from_others(row, at):
    for attempt in range(Message.MAX_ATTEMPTS):
        held = claim(row, at + attempt * LEASE)
        assert not held.is_spent

    assert claim(row, at + Message.MAX_ATTEMPTS * LEASE).is_spent
