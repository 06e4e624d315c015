"""The ladder: on its day, to the right people, once, and only to who still owes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from conftest import make_innovation
from notifications.models import Message, Reminder
from oioi import tasks, workflow
from units.models import Membership, Unit, UnitKind
from units.workflow import join_unit


def addresses() -> set[str]:
    return set(Message.objects.values_list("address", flat=True))


def test_nothing_before_its_day_and_once_on_it(duty, unit, team_mate, rung, at):
    rung(28, "operator")

    assert workflow.remind(at=at) == 0
    assert workflow.remind(at=at + timedelta(days=1)) == 1
    assert workflow.remind(at=at + timedelta(days=1, hours=5)) == 0
    assert workflow.remind(at=at + timedelta(days=3)) == 0

    letter = Message.objects.get()
    assert letter.recipient == team_mate
    assert unit.name in letter.subject
    assert "Selasa, 31 Maret 2026" in letter.body


def test_a_day_without_schedulers_is_made_up_for(duty, unit, team_mate, rung, at):
    rung(30, "operator")

    workflow.remind(at=at)

    assert addresses() == {team_mate.email}


def test_what_is_long_past_is_not_sent(duty, unit, team_mate, rung, at):
    rung(36, "operator")

    assert workflow.remind(at=at) == 0


def test_each_rung_speaks_to_its_own_people(duty, unit, owner, team_mate, person, rung, at):
    parent = Unit.objects.create(code="DINKES", name="Dinas Kesehatan", kind=UnitKind.DINAS)
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    Unit.objects.filter(pk=parent.pk).update(counts_for_oioi=False)
    chief = person("Chief")
    join_unit(user=chief, unit=parent, at=at)

    for audience, listener in (("operator", team_mate), ("kepala", owner), ("induk", chief)):
        Message.objects.all().delete()
        rule = rung(29, audience)
        workflow.remind(at=at)
        assert addresses() == {listener.email}
        rule.delete()


def test_it_stops_when_the_unit_has_done_its_duty(duty, unit, owner, team_mate, rung, fulfil, at):
    rung(29, "operator")
    rung(28, "operator")
    innovation = make_innovation(owner, unit, "Perahu Sehat")
    workflow.remind(at=at)
    fulfil(innovation)

    workflow.remind(at=at + timedelta(days=1))

    assert Message.objects.count() == 1


def test_exempt_and_retired_units_hear_nothing(
    duty, unit, team_mate, stranger, committee, rung, at
):
    rung(29, "operator")
    workflow.exempt(duty, unit, reason="Kebakaran", user=committee, at=at)
    Unit.objects.filter(pk=stranger.memberships.get().unit_id).update(active_until=at.date())

    assert workflow.remind(at=at) == 0


def test_a_person_of_two_units_gets_one_letter_that_names_both(
    duty, unit, other_unit, team_mate, rung, at
):
    rung(29, "operator")
    join_unit(user=team_mate, unit=other_unit, at=at)

    workflow.remind(at=at)

    letter = Message.objects.get(recipient=team_mate)
    assert "2 unit" in letter.subject
    assert unit.name in letter.body
    assert other_unit.name in letter.body


@pytest.mark.fault("Nobody reminds for days")
def test_rungs_that_an_outage_left_come_in_one_letter(duty, unit, team_mate, rung, at):
    for days in (31, 30, 29):
        rung(days, "operator")

    assert workflow.remind(at=at) == 1

    letter = Message.objects.get()
    assert letter.body.count(f"- {unit.name}") == 1
    assert Reminder.objects.count() == 3


def test_a_due_date_that_moves_is_told_anew(duty, unit, team_mate, rung, at):
    rung(29, "operator")
    workflow.remind(at=at)
    type(duty).objects.update(due_on=duty.due_on - timedelta(days=1))

    assert workflow.remind(at=at) == 1


def test_locked_accounts_hear_nothing(duty, unit, team_mate, rung, at):
    rung(29, "operator")
    type(team_mate).objects.filter(pk=team_mate.pk).update(is_active=False)

    assert workflow.remind(at=at) == 0


def test_a_rung_taken_out_and_put_back_does_not_speak_twice(duty, unit, team_mate, rung, at):
    rule = rung(29, "operator")
    workflow.remind(at=at)
    rule.delete()
    rung(29, "operator")

    workflow.remind(at=at)

    assert Message.objects.count() == 1


def test_another_years_ladder_is_another_letter(duty, unit, team_mate, rung, at):
    rung(29, "operator")
    other = type(duty).objects.create(
        year=2025, due_on=duty.due_on, fulfilled_from="terdokumentasi", dated_by="inisiasi"
    )
    other.reminder_rules.create(days_before=29, audience="operator")

    workflow.remind(at=at)

    assert Message.objects.count() == 2


def test_the_task_knows_the_time_itself(duty, unit, team_mate, rung, clock):
    rung(29, "operator")

    tasks.remind()

    assert addresses() == {team_mate.email}


@pytest.mark.fault("Four schedulers remind at once")
@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_send_one_letter(duty, unit, person, rung, at):
    rung(29, "operator")
    for number in range(5):
        join_unit(user=person(f"Operator {number}"), unit=unit, at=at)

    def run(_number: int) -> None:
        try:
            workflow.remind(at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))

    assert Message.objects.count() == 5


def test_any_number_of_units_costs_the_same_reading(
    duty, rung, person, at, django_assert_max_num_queries
):
    """What grows is only the writing of letters."""
    rung(29, "kepala")
    Unit.objects.bulk_create(
        Unit(code=f"U-{n}", name=f"Unit {n}", kind=UnitKind.DESA) for n in range(60)
    )
    assert not Membership.objects.exists()

    with django_assert_max_num_queries(9):
        workflow.remind(at=at)
