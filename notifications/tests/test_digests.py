"""One letter a day for those who want it: nothing lost, nothing twice, nothing urgent held back."""

from datetime import timedelta

import pytest

from conftest import race
from inovasi.lib.work import WorkState
from notifications import digests, inbox, workflow
from notifications.models import Message
from submissions import notices


@pytest.fixture
def reader(committee):
    inbox.choose_digest(user=committee, wanted=True)
    return committee


def tell(edition, at, day=0):
    notices.unsent(edition, {"Desa": 1}, day=(at + timedelta(days=day)).date(), at=at)


def test_what_can_wait_comes_in_one_letter_the_next_morning(reader, edition, at):
    tell(edition, at)
    tell(edition, at, day=1)
    morning = workflow.next_digest(at)

    assert not Message.objects.due(at).exists()
    assert digests.put_together(at=at) == 0
    assert digests.put_together(at=morning) == 1

    digest = Message.objects.get(letter="notifications/digest")
    assert "2 surat" in digest.subject
    assert digest.body.count("Draf lengkap") == 2
    assert [letter.state for letter in digest.carried.all()] == [WorkState.DONE] * 2
    assert list(Message.objects.due(morning)) == [digest]


def test_what_cannot_wait_goes_at_once(submission, owner, at):
    inbox.choose_digest(user=owner, wanted=True)

    (letter,) = workflow.post(
        "submissions/video_failed",
        key="x",
        recipients=[owner],
        context={"submission": submission, "path": "/"},
        at=at,
    )

    assert letter in Message.objects.due(at)


@pytest.mark.fault("Three schedulers put together one digest")
@pytest.mark.django_db(transaction=True)
def test_two_schedulers_make_one(reader, edition, at):
    tell(edition, at)

    race(lambda: digests.put_together(at=workflow.next_digest(at)), times=3)

    assert Message.objects.filter(letter="notifications/digest").count() == 1


def test_a_day_without_workers_is_made_up_for_in_one(reader, edition, at):
    tell(edition, at)
    tell(edition, at + timedelta(days=1))

    assert digests.put_together(at=at + timedelta(days=3)) == 1
    assert digests.put_together(at=at + timedelta(days=3)) == 0
