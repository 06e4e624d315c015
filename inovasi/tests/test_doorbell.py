"""The broker is a doorbell: away it costs nothing, back again the sweep makes up for it."""

import logging
from collections.abc import Iterator

import pytest
from celery import Celery, current_app

from inovasi.lib import work
from notifications import tasks, workflow
from notifications.models import Message
from submissions import attachments
from submissions import tasks as video_tasks
from submissions.models import Video

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(clock, submission, owner, at, django_capture_on_commit_callbacks):
    """Posts letters the way deeds do, and commits."""

    def post(*keys: str) -> list[Message]:
        with django_capture_on_commit_callbacks(execute=True):
            return [
                message
                for key in keys
                for message in workflow.post(
                    "submissions/video_failed",
                    key=key,
                    recipients=[owner],
                    context={"submission": submission, "path": "/"},
                    at=at,
                )
            ]

    return post


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[None]:
    """A broker at an address where nobody listens."""
    monkeypatch.setattr(work, "_quiet_until", 0.0)
    portal = current_app._get_current_object()
    nowhere = Celery("away", broker="redis://127.0.0.1:1/0")
    nowhere.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    nowhere.set_current()
    yield
    portal.set_current()


def test_a_ring_names_task_and_row(letters, bell):
    (letter,) = letters("satu")

    assert bell() == [(workflow.SEND, letter.pk)]


def test_nobody_is_rung_for_a_deed_that_was_rolled_back(bell, submission, owner, at):
    """`django_db` never commits, so the ring stays unrung."""
    workflow.post(
        "submissions/video_failed",
        key="satu",
        recipients=[owner],
        context={"submission": submission, "path": "/"},
        at=at,
    )

    assert bell() == []


@pytest.mark.fault("The broker is away when a deed is committed")
def test_a_broker_that_is_away_costs_no_error_and_no_letter(letters, away, at, caplog):

    (letter,) = letters("satu")

    assert "unanswered" in caplog.text
    assert letter in Message.objects.due(at)


def test_after_one_unanswered_ring_the_process_stays_quiet(letters, away, caplog):
    with caplog.at_level(logging.WARNING, logger=work.__name__):
        letters(*(f"surat-{number}" for number in range(20)))

    assert len(caplog.records) == 1


def test_the_sweep_rings_for_every_letter_that_is_due_and_no_other(
    letters, bell, at, django_capture_on_commit_callbacks
):
    due, done, later = letters("satu", "dua", "tiga")
    Message.objects.filter(pk=done.pk).update(state=work.WorkState.DONE)
    Message.objects.filter(pk=later.pk).update(next_try_at=at.replace(hour=11))
    bell()

    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()

    assert bell() == [(workflow.SEND, due.pk)]


def test_the_sweep_rings_for_a_video_that_nobody_picked_up(
    submitted, clock, bell, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        video_tasks.sweep()

    assert bell() == [(attachments.PROCESS, Video.objects.get().pk)]
