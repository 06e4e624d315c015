"""Whom units send: own people only, while it is open, and never more than there are seats."""

from datetime import timedelta

import pytest

from conftest import race
from inovasi.lib.verdict import Refused
from ledger.models import Line
from notifications.models import Message
from units.merging import merge
from units.models import Unit
from units.workflow import join_unit
from workshops import workflow
from workshops.models import Participant
from workshops.tests.conftest import CLOSES, STARTS, announce


def send(workshop, unit, user, at, name="Rini Astuti", **more):
    return workflow.register(workshop, unit, name=name, position="Bidan", user=user, at=at, **more)


def coming(workshop) -> list[str]:
    return sorted(workshop.participants.coming().values_list("name", flat=True))


@pytest.fixture
def second(person, at):
    """Another puskesmas with its operator: `(unit, operator)`."""
    unit = Unit.objects.create(code="PKM-02", name="Puskesmas Gentungang", kind="puskesmas")
    user = person("Second")
    join_unit(user=user, unit=unit, at=at)
    return unit, user


def test_operator_and_head_send_somebody_and_the_unit_is_told(workshop, unit, owner, team_mate, at):
    row = send(workshop, unit, team_mate, at)

    told = Message.objects.filter(letter="workshops/registered")
    assert set(told.values_list("address", flat=True)) == {owner.email, team_mate.email}
    assert "Rini Astuti dari Puskesmas Bajeng terdaftar" in told[0].body
    assert (row.name, row.position, row.registered_by) == ("Rini Astuti", "Bidan", team_mate)
    assert Line.objects.get(verb="bimtek.daftarkan").details == {
        "unit": "PKM-01",
        "peserta": row.pk,
    }


def test_a_member_is_sent_by_account_and_hears_of_it_when_the_unit_is_left(
    workshop, unit, owner, team_mate, committee, at
):
    row = send(workshop, unit, owner, at, name="", person=team_mate)
    team_mate.memberships.all().delete()
    workflow.call_off(workshop, reason="Banjir.", user=committee, at=at)

    assert (row.name, row.person) == (team_mate.full_name, team_mate)
    told = Message.objects.filter(letter="workshops/called_off")
    assert set(told.values_list("recipient", flat=True)) == {owner.pk, team_mate.pk}


def test_strangers_and_other_kinds_of_unit_send_nobody(
    workshop, unit, other_unit, stranger, committee, second, at
):
    for user, home in ((stranger, unit), (committee, unit), (second[1], unit)):
        with pytest.raises(Refused, match="bukan anggota"):
            send(workshop, home, user, at)
    with pytest.raises(Refused, match="tidak diundang"):
        send(workshop, other_unit, stranger, at)


def test_no_unit_sends_somebody_elses_account(workshop, unit, owner, stranger, at):
    with pytest.raises(Refused, match="bukan anggota"):
        send(workshop, unit, owner, at, person=stranger)


def test_registration_begins_with_the_announcement_and_ends_with_the_closing(
    draft, committee, unit, owner, at
):
    row = draft()
    with pytest.raises(Refused, match="belum diumumkan"):
        send(row, unit, owner, at)
    announce(row, committee)
    with pytest.raises(
        Refused, match=r"sudah ditutup sejak Selasa, 17 Maret 2026 pukul 10\.00 WITA"
    ):
        send(row, unit, owner, CLOSES)
    send(row, unit, owner, CLOSES - timedelta(seconds=1))


def test_what_counts_is_the_clock_when_the_turn_has_come(workshop, unit, owner, at):
    with pytest.raises(Refused, match="sudah ditutup"):
        send(workshop, unit, owner, at, clock=lambda: CLOSES)


def test_nobody_registers_for_what_was_called_off(workshop, unit, owner, committee, at):
    workflow.call_off(workshop, reason="Banjir.", user=committee, at=at)

    with pytest.raises(Refused, match=r"dibatalkan: Banjir\."):
        send(workshop, unit, owner, at)


def test_a_retired_unit_sends_nobody(workshop, unit, owner, at):
    Unit.objects.filter(pk=unit.pk).update(active_until=at.date())

    with pytest.raises(Refused, match="tidak aktif lagi"):
        send(workshop, unit, owner, at)


def test_a_unit_sends_no_more_than_its_share(workshop, unit, owner, at):
    first = send(workshop, unit, owner, at)

    assert send(workshop, unit, owner, at, name="rini astuti") == first, "a second click"
    with pytest.raises(Refused, match="Jatah Puskesmas Bajeng sudah terpakai"):
        send(workshop, unit, owner, at, name="Orang lain")
    assert coming(workshop) == ["Rini Astuti"]


def test_a_second_click_is_answered_also_after_the_closing(workshop, unit, owner, at):
    first = send(workshop, unit, owner, at)

    assert send(workshop, unit, owner, CLOSES) == first
    with pytest.raises(Refused, match="sudah ditutup"):
        send(workshop, unit, owner, CLOSES, name="Orang lain")


def test_a_name_is_not_a_person(draft, committee, unit, owner, team_mate, at):
    row = announce(draft(seats_per_unit=5), committee)
    send(row, unit, owner, at)
    type(owner).objects.update(full_name="Rini Astuti")
    owner.refresh_from_db()
    team_mate.refresh_from_db()
    with pytest.raises(Refused, match="sudah didaftarkan oleh Puskesmas Bajeng"):
        send(row, unit, owner, at, person=owner)
    workflow.withdraw(row.participants.get(), user=owner, at=at)
    first = send(row, unit, owner, at, person=owner)

    assert send(row, unit, owner, at, person=owner) == first, "a second click"
    assert send(row, unit, owner, at, person=team_mate) != first, "a namesake"
    with pytest.raises(Refused, match="sudah didaftarkan"):
        send(row, unit, owner, at)


def test_another_position_is_no_second_click(draft, committee, unit, owner, at):
    row = announce(draft(seats_per_unit=5), committee)
    send(row, unit, owner, at)

    with pytest.raises(Refused, match="sudah didaftarkan"):
        workflow.register(row, unit, name="Rini Astuti", position="Dokter", user=owner, at=at)


def test_nobody_comes_for_two_units(workshop, unit, owner, second, at):
    join_unit(user=owner, unit=second[0], at=at)
    send(workshop, unit, owner, at, person=owner)

    with pytest.raises(Refused, match="sudah didaftarkan oleh Puskesmas Bajeng"):
        send(workshop, second[0], owner, at, person=owner)


def test_a_name_of_blanks_is_nobody(workshop, unit, owner, at):
    with pytest.raises(Refused, match="Tulis nama"):
        send(workshop, unit, owner, at, name=" \u200e ")


# --- seats ----------------------------------------------------------------------------------


def test_a_seat_that_is_given_back_is_free_for_another_unit(
    draft, committee, unit, owner, second, at
):
    row = announce(draft(seats=1), committee)
    mine = send(row, unit, owner, at)
    with pytest.raises(Refused, match="Kuota sudah penuh: 1 peserta"):
        send(row, second[0], second[1], at)
    for _click in range(2):
        workflow.withdraw(mine, user=owner, at=at)
    send(row, second[0], second[1], at, name="Rina")

    assert coming(row) == ["Rina"]
    assert Message.objects.filter(letter="workshops/withdrawn").count() == 1
    assert Line.objects.filter(verb="bimtek.tarik").count() == 1


def test_without_a_quota_everybody_comes(draft, committee, unit, owner, second, at):
    row = announce(draft(seats=None), committee)
    send(row, unit, owner, at)
    send(row, second[0], second[1], at)

    assert len(coming(row)) == 2


@pytest.mark.fault("Six units click for the last seat of a workshop at once")
@pytest.mark.django_db(transaction=True)
def test_the_last_seat_goes_to_one_of_those_who_take_it_at_once(draft, committee, person, at):
    senders = []
    for number in range(6):
        unit = Unit.objects.create(code=f"PKM-{number}", name=f"PKM {number}", kind="puskesmas")
        join_unit(user=(user := person(f"Operator {number}")), unit=unit, at=at)
        senders.append((unit, user))
    row = announce(draft(seats=1), committee)

    def click() -> str:
        unit, user = senders.pop()
        try:
            return send(row, unit, user, at, name=user.full_name).name
        except Refused as refusal:
            return refusal.reason

    said = race(click, times=6)

    assert said.count("Kuota sudah penuh: 1 peserta.") == 5
    assert coming(row) == [each for each in said if each.startswith("Operator")]
    confirmed = Message.objects.filter(letter="workshops/registered")
    assert confirmed.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_a_unit_send_the_same_person_once(draft, committee, unit, owner, at):
    row = announce(draft(seats_per_unit=2), committee)

    sent = race(lambda: send(row, unit, owner, at).pk, times=4)
    assert len(set(sent)) == 1
    assert Participant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_registers_while_it_is_called_off_is_told_or_refused(
    draft, committee, unit, owner, at
):
    row = announce(draft(), committee)
    deeds = [
        lambda: send(row, unit, owner, at),
        lambda: workflow.call_off(row, reason="Banjir.", user=committee, at=at),
    ]

    def do() -> str:
        try:
            deeds.pop()()
        except Refused as refusal:
            return refusal.reason
        return ""

    assert set(race(do)) <= {"", "Bimtek ini dibatalkan: Banjir."}
    told = Message.objects.get(letter="workshops/called_off")
    assert told.recipient == owner, "called on or registered, it hears of it once"


# --- withdrawal -----------------------------------------------------------------------------


def test_only_the_unit_itself_takes_its_people_back_until_it_begins(
    workshop, unit, owner, team_mate, stranger, second, committee, at
):
    row = send(workshop, unit, owner, at)
    for user in (stranger, second[1]):
        with pytest.raises(Refused, match="bukan anggota"):
            workflow.withdraw(row, user=user, at=at)
    with pytest.raises(Refused, match="sudah dimulai"):
        workflow.withdraw(row, user=owner, at=STARTS)
    workflow.withdraw(row, user=team_mate, at=CLOSES)

    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_at) == (team_mate, CLOSES)


def test_panitia_takes_back_who_called_it_in(workshop, unit, owner, committee, at):
    row = send(workshop, unit, owner, at)
    workflow.withdraw(row, user=committee, at=at)

    assert coming(workshop) == []
    told = Message.objects.get(letter="workshops/withdrawn")
    assert (told.recipient, "orang lain" in told.body) == (owner, True)


def test_after_the_closing_no_letter_promises_the_seat(workshop, unit, owner, at):
    workflow.withdraw(send(workshop, unit, owner, at), user=owner, at=CLOSES)

    assert "orang lain" not in Message.objects.get(letter="workshops/withdrawn").body


def test_who_left_the_unit_may_still_withdraw(workshop, unit, owner, team_mate, at):
    row = send(workshop, unit, owner, at, person=team_mate)
    team_mate.memberships.all().delete()
    workflow.withdraw(row, user=team_mate, at=at)

    assert coming(workshop) == []


def test_what_counts_for_a_withdrawal_is_the_clock_too(workshop, unit, owner, at):
    row = send(workshop, unit, owner, at)

    with pytest.raises(Refused, match="sudah dimulai"):
        workflow.withdraw(row, user=owner, at=at, clock=lambda: STARTS)


def test_who_was_taken_back_can_be_sent_again(workshop, unit, owner, at):
    first = send(workshop, unit, owner, at, person=owner)
    workflow.withdraw(first, user=owner, at=at)

    assert send(workshop, unit, owner, at, person=owner).pk != first.pk


# --- merges ---------------------------------------------------------------------------------


def test_a_merge_costs_nobody_the_seat(workshop, unit, owner, second, committee, at):
    send(workshop, unit, owner, at)
    send(workshop, second[0], second[1], at)
    merge(unit, into=second[0], reason="Digabung.", user=committee, at=at)

    moved = workshop.participants.coming().values_list("unit__code", "name")
    assert list(moved) == [("PKM-02", "Rini Astuti")] * 2
    workflow.withdraw(workshop.participants.first(), user=owner, at=at)
    assert coming(workshop) == ["Rini Astuti"]


def test_a_kecamatan_that_is_merged_takes_its_invitations_along(
    draft, unit, owner, committee, second, at
):
    gone = Unit.objects.create(code="73.06.02", name="Kecamatan Bajeng", kind="kecamatan")
    into = Unit.objects.create(code="73.06.03", name="Kecamatan Pallangga", kind="kecamatan")
    Unit.objects.filter(pk=unit.pk).update(kecamatan=gone)
    row = announce(draft(kecamatan=gone), committee)
    merge(gone, into=into, reason="Digabung.", user=committee, at=at)

    row.refresh_from_db()
    assert list(row.invited_units(at)) == [unit]
    unit.refresh_from_db()
    assert send(row, unit, owner, at).unit == unit
