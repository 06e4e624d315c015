"""What is due is called to mind: each step once, one letter a person, and never after the end."""

from datetime import timedelta

import pytest

from conftest import enter, make_innovation, race
from notifications.models import Message, Reminder
from submissions import reminders
from submissions.models import Submission
from submissions.states import Status
from submissions.workflow import submit, withdraw
from units.workflow import join_unit

DRAFT, REPAIR = "submissions/draft_due", "submissions/repair_due"


@pytest.fixture
def closes(edition):
    return edition.registration_closes_at


def told(letter: str = DRAFT) -> list[str]:
    return sorted(Message.objects.filter(letter=letter).values_list("address", flat=True))


def test_drafts_are_called_to_mind_on_each_step_once(submission, owner, team_mate, closes):
    steps = [closes - timedelta(days=days) for days in (8, 7, 6, 3, 1)]

    letters = [reminders.remind(at=moment) for moment in steps for _twice in range(2)]

    assert letters == [0, 0, 2, 0, 0, 0, 2, 0, 2, 0]
    body = Message.objects.filter(recipient=owner, letter=DRAFT).first().body
    assert "- Perahu Sehat (Puskesmas Bajeng), paling lambat" in body


def test_several_drafts_of_a_person_come_in_one_letter(
    submission, edition, unit, other_unit, owner, stranger, closes, at
):
    join_unit(user=owner, unit=other_unit, at=at)
    enter(make_innovation(stranger, other_unit, "Lumbung Data"), edition, stranger)

    reminders.remind(at=closes - timedelta(days=1))

    assert told() == sorted([owner.email, stranger.email])
    letter = Message.objects.get(recipient=owner, letter=DRAFT)
    assert "2 usulan" in letter.subject


def test_steps_that_an_outage_left_come_as_one(submission, owner, closes):
    assert reminders.remind(at=closes - timedelta(hours=20)) == 1

    assert Reminder.objects.count() == 3
    assert Message.objects.get(letter=DRAFT).body.count("Perahu Sehat") == 1


def test_it_stops_at_handing_in_and_at_the_end(submitted, edition, owner, closes, at):
    assert reminders.remind(at=closes - timedelta(days=1)) == 0
    withdraw(submitted, user=owner, at=at)
    assert reminders.remind(at=closes - timedelta(days=1)) == 1
    assert reminders.remind(at=closes) == 0
    submit(submitted, user=owner, at=at)
    assert reminders.remind(at=closes - timedelta(hours=1)) == 0


def test_steps_before_the_draft_began_are_not_for_it(submission, closes):
    Submission.objects.update(created_at=closes - timedelta(days=2))

    assert reminders.remind(at=closes - timedelta(days=2)) == 0
    assert reminders.remind(at=closes - timedelta(days=1)) == 1


@pytest.mark.breaks("statuses_have_their_history")
def test_repairs_have_their_own_date(submitted, owner, closes, at):
    due = at + timedelta(days=5)
    Submission.objects.update(status=Status.RETURNED, repair_due_at=due)

    assert reminders.remind(at=due - timedelta(days=3)) == 1
    assert reminders.remind(at=due) == 0
    assert told(REPAIR) == [owner.email]


@pytest.mark.fault("Three schedulers remind at once")
@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_send_one(submission, owner, closes):
    race(lambda: reminders.remind(at=closes - timedelta(days=1)), times=3)

    assert told() == [owner.email]


def test_locked_accounts_hear_nothing(submission, owner, closes):
    type(owner).objects.update(is_active=False)

    assert reminders.remind(at=closes - timedelta(days=1)) == 0
