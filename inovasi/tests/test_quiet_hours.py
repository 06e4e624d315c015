"""Reminders and digests never leave in the night; everything else does, at any hour."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from time_machine import travel

from conftest import AT
from inovasi import schedule
from inovasi.celery import app
from notifications import delivery
from notifications.digests import put_together
from notifications.inbox import choose_digest
from notifications.letters import LETTERS
from notifications.models import Message, Reminder
from notifications.quiet import quiet_until
from notifications.reminders import Due, remind
from notifications.workflow import _put
from submissions.notices import unsent

app.loader.import_default_modules()
HERE = ZoneInfo("Asia/Makassar")
BY_DAY = {
    "judging/sheets_due",
    "notifications/digest",
    "oioi/reminder",
    "oioi/reminder_parent",
    "submissions/draft_due",
    "submissions/repair_due",
    "submissions/unsent",
    "workshops/registration_due",
    "workshops/starting",
}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=HERE)


NIGHT, MORNING = moment("02 23:30"), moment("03 06:00")


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("02 19:59:59", None),
        ("02 20:00", "03 06:00"),
        ("02 23:59:59", "03 06:00"),
        ("03 00:00", "03 06:00"),
        ("03 05:59:59", "03 06:00"),
        ("03 06:00", None),
        ("03 12:00", None),
    ],
)
def test_the_night_lies_on_both_sides_of_midnight(at, until):
    assert quiet_until(moment(at)) == (until and moment(until))


def test_a_night_may_lie_on_one_side_or_nowhere(settings):
    settings.QUIET_HOURS = (time(1), time(5))
    assert quiet_until(moment("03 02:00")) == moment("03 05:00")
    assert quiet_until(moment("03 23:00")) is None
    settings.QUIET_HOURS = None
    assert quiet_until(NIGHT) is None


def test_a_moment_in_another_zone_is_the_same_night():
    assert quiet_until(NIGHT.astimezone(ZoneInfo("UTC"))) == MORNING


@pytest.mark.parametrize("text", ["20:00-06:00", "00:00-05:30", ""])
def test_a_night_can_be_read(text):
    found = schedule.quiet_hours(text)

    assert found == (
        None if not text else tuple(time.fromisoformat(part) for part in text.split("-"))
    )


@pytest.mark.parametrize("text", ["20-6", "malam", "20:00", "25:00-06:00", "06:00-06:00"])
def test_a_night_that_cannot_be_read_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="QUIET_HOURS"):
        schedule.quiet_hours(text)


@pytest.mark.parametrize("text", ["20:00-07:00", "07:00-08:00", "12:00-11:00"])
def test_a_night_in_which_reminders_would_fall_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="QUIET_HOURS"):
        schedule.quiet_hours(text)


def test_the_kinds_that_wait_for_the_day():
    assert {name for name, letter in LETTERS.items() if letter.by_day} == BY_DAY


# --- reminders ------------------------------------------------------------------------------


def due(person) -> list[Due]:
    return [Due(person, "entry:1:3", AT + timedelta(days=3), "Perahu Sehat")]


def test_nobody_is_reminded_at_night_and_everybody_in_the_morning(owner):
    context = {"path": "/"}

    assert remind("submissions/draft_due", due(owner), context=context, at=NIGHT) == 0
    assert not Reminder.objects.exists()
    assert not Message.objects.exists()


def test_a_worker_that_starts_at_night_sends_no_reminder(
    submission, owner, edition, committee, mailoutbox
):
    """It makes up for every line of the schedule at once, as `inovasi.celery` does."""
    closes = edition.registration_closes_at
    night = (closes - timedelta(days=3)).astimezone(HERE).replace(hour=23, minute=30)
    _make_up(night)

    assert not Reminder.objects.exists()
    assert not Message.objects.filter(letter__in=BY_DAY).exists()
    _make_up((night + timedelta(days=1)).replace(hour=6, minute=40))
    assert Message.objects.filter(letter="submissions/draft_due", recipient=owner).count() == 1


def _make_up(at: datetime) -> None:
    with travel(at, tick=False):
        for name in schedule.BY_DAY:
            app.tasks[schedule.BEAT_SCHEDULE[name]["task"]]()


def test_a_digest_waits_for_the_day(committee, edition):
    choose_digest(user=committee, wanted=True)
    unsent(edition, {"Desa": 1}, day=AT.date(), at=AT)

    assert put_together(at=moment("04 02:00")) == 0
    assert put_together(at=moment("04 07:05")) == 1


# --- the outbox -----------------------------------------------------------------------------


def _letter(kind: str, person, at: datetime) -> list[Message]:
    return _put(
        [
            Message(
                letter=kind,
                key=f"coba:{kind}:{at:%H%M}",
                recipient=person,
                address=person.email,
                subject="Coba",
                body="Isi.",
                created_at=at,
                next_try_at=at,
            )
        ]
    )


def test_a_reminder_that_was_written_at_night_waits_in_the_outbox(owner, mailoutbox):
    (letter,) = _letter("submissions/draft_due", owner, NIGHT)

    assert not delivery.deliver(letter.pk, at=NIGHT)
    assert letter.next_try_at == MORNING
    assert delivery.deliver(letter.pk, at=MORNING)
    assert len(mailoutbox) == 1


def test_a_reminder_that_the_night_overtook_waits_without_an_attempt(owner, mailoutbox):
    (letter,) = _letter("submissions/draft_due", owner, moment("02 19:59"))

    assert not delivery.deliver(letter.pk, at=NIGHT)
    letter.refresh_from_db()
    assert (letter.next_try_at, letter.attempts, letter.state) == (MORNING, 0, "menunggu")
    assert mailoutbox == []
    assert delivery.deliver(letter.pk, at=MORNING)


@pytest.mark.parametrize("kind", sorted(set(LETTERS) - BY_DAY))
def test_every_other_letter_leaves_at_any_hour(owner, mailoutbox, kind):
    (letter,) = _letter(kind, owner, NIGHT)

    assert delivery.deliver(letter.pk, at=NIGHT)
    assert len(mailoutbox) == 1


def test_the_setting_is_the_night_of_the_schedule():
    assert (time(20), time(6)) == django_settings.QUIET_HOURS
