"""What is called to mind: invitations that wait for an answer, and the day itself. Each once."""

from datetime import timedelta

import pytest

from conftest import race
from notifications.models import Message, Reminder
from units.models import Unit
from units.workflow import join_unit
from workshops import reminders, tasks, workflow
from workshops.models import Workshop
from workshops.tests.conftest import CLOSES, FACTS, STARTS, announce

CALL, START = "workshops/registration_due", "workshops/starting"
DAY = timedelta(days=1)


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(letter=kind).values_list("address", flat=True))


def send(workshop, unit, user, at, **more):
    facts = {"name": "Rini Astuti", "position": ""}
    return workflow.register(workshop, unit, user=user, at=at, **{**facts, **more})


# --- units that have not answered -----------------------------------------------------------


def test_a_unit_that_sent_nobody_is_called_seven_three_and_one_day_before(
    workshop, owner, team_mate, stranger, at
):
    everybody = sorted([owner.email, team_mate.email])
    assert reminders.remind(at=CLOSES - 8 * DAY) == 0
    for days, letters in ((7, 2), (6, 2), (3, 4), (2, 4), (1, 6)):
        reminders.remind(at=CLOSES - days * DAY)
        assert len(told(CALL)) == letters

    assert sorted(set(told(CALL))) == everybody
    body = Message.objects.filter(letter=CALL).first().body
    line = "- Bimtek Inovasi 2026 (Puskesmas Bajeng), pendaftaran sampai"
    assert f"{line} Selasa, 17 Maret 2026 pukul 10.00 WITA" in body
    assert reminders.remind(at=CLOSES) == 0, "it is over"


def test_who_answered_is_not_called(workshop, unit, owner, team_mate, at):
    row = send(workshop, unit, owner, at)
    assert reminders.remind(at=CLOSES - 7 * DAY) == 0

    workflow.withdraw(row, user=owner, at=CLOSES - 6 * DAY)
    assert reminders.remind(at=CLOSES - 3 * DAY) == 0, "taking somebody back is an answer too"


def test_nobody_is_called_to_a_workshop_that_is_full_called_off_or_a_draft(
    draft, committee, unit, owner, person, at
):
    other = Unit.objects.create(code="PKM-02", name="Puskesmas Gentungang", kind="puskesmas")
    join_unit(user=person("Second"), unit=other, at=at)
    draft()
    full = announce(draft(seats=1), committee)
    send(full, unit, owner, at)
    gone = announce(draft(), committee)
    workflow.call_off(gone, reason="Banjir.", user=committee, at=at)

    assert reminders.remind(at=CLOSES - 7 * DAY) == 0


def test_steps_before_the_announcement_are_not_for_it(draft, committee, owner, at):
    announce(draft(registration_closes_at=at + 2 * DAY), committee)

    assert reminders.remind(at=at) == 0
    assert reminders.remind(at=at + DAY) == 1


def test_people_of_several_units_and_workshops_get_one_letter(
    workshop, draft, committee, unit, owner, at
):
    other = Unit.objects.create(code="PKM-02", name="Puskesmas Gentungang", kind="puskesmas")
    join_unit(user=owner, unit=other, at=at)
    announce(draft(title="Bimtek Video"), committee)

    assert reminders.remind(at=CLOSES - 7 * DAY) == 1
    letter = Message.objects.get(letter=CALL)
    assert letter.subject.startswith("4 undangan")
    assert letter.body.count("- Bimtek Video") == 2


# --- participants ---------------------------------------------------------------------------


def test_a_participant_with_an_account_is_told_alone(workshop, unit, owner, team_mate, at):
    send(workshop, unit, owner, at, person=team_mate)

    for days in (7, 3, 1):
        reminders.remind(at=STARTS - days * DAY)
    assert told(START) == [team_mate.email] * 3
    body = Message.objects.filter(letter=START).first().body
    assert "- Bimtek Inovasi 2026: Team Mate (Puskesmas Bajeng), Minggu, 22 Maret 2026" in body
    assert "Baruga Karaeng Galesong" in body


def test_without_an_account_the_unit_passes_it_on(workshop, unit, owner, team_mate, at):
    send(workshop, unit, owner, at)

    assert reminders.remind(at=STARTS - DAY) == 2
    assert told(START) == sorted([owner.email, team_mate.email])


def test_an_account_that_was_closed_leaves_it_to_the_unit(workshop, unit, owner, team_mate, at):
    send(workshop, unit, owner, at, person=team_mate)
    type(team_mate).objects.filter(pk=team_mate.pk).update(is_active=False)

    reminders.remind(at=STARTS - DAY)
    assert told(START) == [owner.email]


def test_nobody_is_reminded_who_does_not_come_or_of_what_is_over(
    workshop, draft, committee, unit, owner, at
):
    workflow.withdraw(send(workshop, unit, owner, at), user=owner, at=at)
    gone = announce(draft(), committee)
    send(gone, unit, owner, at)
    workflow.call_off(gone, reason="Banjir.", user=committee, at=at)
    assert reminders.remind(at=STARTS - DAY) == 0

    running = announce(draft(), committee)
    send(running, unit, owner, at)
    assert reminders.remind(at=STARTS) == 0


def test_another_date_is_another_reminder(workshop, unit, owner, committee, at):
    send(workshop, unit, owner, at)
    reminders.remind(at=STARTS - DAY)
    later = {**FACTS, "starts_at": STARTS + 2 * DAY, "ends_at": STARTS + 3 * DAY}
    workflow.revise(workshop, version=2, user=committee, at=STARTS - DAY, **later)

    assert reminders.remind(at=STARTS + DAY) == 1


# --- once -----------------------------------------------------------------------------------


def test_a_day_without_schedulers_is_made_up_for_in_one_letter(workshop, unit, owner, at):
    send(workshop, unit, owner, at)

    assert reminders.remind(at=STARTS - timedelta(hours=2)) == 1
    assert Reminder.objects.filter(kind=START).count() == 3
    assert Message.objects.get(letter=START).body.count("- Bimtek") == 1


@pytest.mark.fault("Three schedulers remind of a workshop at once")
@pytest.mark.django_db(transaction=True)
def test_schedulers_at_once_send_one_letter_each(
    draft, committee, unit, owner, team_mate, person, at
):
    other = Unit.objects.create(code="PKM-02", name="Puskesmas Gentungang", kind="puskesmas")
    join_unit(user=(second := person("Second")), unit=other, at=at)
    workshop = announce(draft(registration_closes_at=STARTS), committee)
    send(workshop, unit, owner, at, person=team_mate)

    race(lambda: reminders.remind(at=STARTS - DAY), times=3)
    assert (told(CALL), told(START)) == ([second.email], [team_mate.email])


def test_any_number_of_units_costs_the_same_reading(
    workshop, unit, owner, person, at, django_assert_max_num_queries
):
    Unit.objects.bulk_create(
        Unit(code=f"P-{n}", name=f"Puskesmas {n}", kind="puskesmas") for n in range(60)
    )
    owner.memberships.all().delete()

    with django_assert_max_num_queries(5):
        assert reminders.remind(at=CLOSES - 7 * DAY) == 0


def test_the_task_knows_the_time_itself(workshop, owner, clock):
    clock.move_to(CLOSES - 7 * DAY)

    tasks.remind()

    assert told(CALL) == [owner.email]
    assert Workshop.objects.count() == 1
