"""Rules of a year, copying them, letting units off."""

from datetime import date

import pytest

from conftest import AT, make_innovation
from inovasi.lib.verdict import Refused, Stale
from oioi import workflow
from oioi.models import DutyYear, Exemption
from oioi.queries import standings
from oioi.standing import Count, Level

RULES = {
    "due_on": date(2026, 10, 31),
    "fulfilled_from": "kompetisi",
    "dated_by": "inisiasi",
    "counts_replications": True,
}


def test_panitia_lays_down_the_rules_of_a_year(committee):
    duty = workflow.set_rules(2026, user=committee, at=AT, **RULES)

    assert {name: getattr(duty, name) for name in RULES} == RULES


def test_rules_saved_against_an_old_version_change_nothing(duty, committee):
    workflow.set_rules(2026, user=committee, at=AT, version=1, **RULES)

    with pytest.raises(Stale):
        workflow.set_rules(
            2026, user=committee, at=AT, version=1, **{**RULES, "dated_by": "penerapan"}
        )

    duty.refresh_from_db()
    assert duty.dated_by == "inisiasi"


def test_a_new_year_copies_the_last_one_with_its_ladder(duty, rung, committee):
    DutyYear.objects.update(due_on=date(2026, 3, 31), counts_replications=True)
    rung(30, "operator")
    rung(7, "induk")

    copy = workflow.copy_rules(2028, user=committee, at=AT)

    assert (copy.due_on, copy.counts_replications) == (date(2028, 3, 31), True)
    assert list(copy.reminder_rules.values_list("days_before", "audience")) == [
        (30, "operator"),
        (7, "induk"),
    ]


def test_copying_twice_copies_once(duty, rung, committee):
    rung(30, "operator")
    first = workflow.copy_rules(2027, user=committee, at=AT)
    workflow.set_rules(
        2027, user=committee, at=AT, version=1, **{**RULES, "due_on": date(2027, 1, 5)}
    )

    again = workflow.copy_rules(2027, user=committee, at=AT)

    assert again == first
    assert again.due_on == date(2027, 1, 5)
    assert again.reminder_rules.count() == 1


def test_without_an_earlier_year_there_is_nothing_to_copy(duty, committee):
    with pytest.raises(Refused, match="Tulis aturannya"):
        workflow.copy_rules(2025, user=committee, at=AT)


def test_the_29th_of_february_finds_a_day():
    assert workflow.same_day(date(2028, 2, 29), 1) == date(2029, 2, 28)


def test_an_exempt_unit_leaves_the_count_and_comes_back(duty, unit, other_unit, committee, at):
    given = workflow.exempt(duty, unit, reason="Kebakaran", user=committee, at=at)
    standing = standings(years=[2026])[2026]
    assert standing.levels[unit.pk] == Level.EXEMPT
    assert standing.count == Count(0, 1)

    workflow.end_exemption(given, reason="Sudah pulih", user=committee, at=at)

    assert standings(years=[2026])[2026].count == Count(0, 2)
    given.refresh_from_db()
    assert (given.ended_by, given.ended_because) == (committee, "Sudah pulih")
    workflow.exempt(duty, unit, reason="Banjir", user=committee, at=at)
    assert unit.exemptions.count() == 2


def test_letting_off_twice_is_refused(duty, unit, committee, at):
    workflow.exempt(duty, unit, reason="Kebakaran", user=committee, at=at)

    with pytest.raises(Refused, match="sudah dibebaskan"):
        workflow.exempt(duty, unit, reason="Kebakaran", user=committee, at=at)


def test_letting_off_needs_a_reason_and_a_duty(duty, unit, committee, at):
    with pytest.raises(Refused, match="alasan"):
        workflow.exempt(duty, unit, reason=" ", user=committee, at=at)
    unit.counts_for_oioi = False
    unit.save()
    with pytest.raises(Refused, match="tidak wajib"):
        workflow.exempt(duty, unit, reason="Kebakaran", user=committee, at=at)
    assert not Exemption.objects.exists()


def test_only_panitia_manages(duty, unit, owner, sekda, at, rung):
    rule = rung(3, "kepala")
    for user in (owner, sekda):
        for deed in (
            lambda u: workflow.set_rules(2026, user=u, at=AT, version=1, **RULES),
            lambda u: workflow.copy_rules(2027, user=u, at=AT),
            lambda u: workflow.exempt(duty, unit, reason="Ingin", user=u, at=at),
            lambda u: workflow.add_reminder(duty, days_before=1, audience="kepala", user=u, at=AT),
            lambda u: workflow.remove_reminder(rule, user=u, at=AT),
        ):
            with pytest.raises(Refused, match="Hanya panitia"):
                deed(user)


def test_a_rung_stands_once(duty, committee):
    workflow.add_reminder(duty, days_before=7, audience="kepala", user=committee, at=AT)

    with pytest.raises(Refused, match="sudah ada"):
        workflow.add_reminder(duty, days_before=7, audience="kepala", user=committee, at=AT)


def test_an_exemption_outweighs_what_the_unit_did(duty, unit, owner, committee, fulfil, at):
    fulfil(make_innovation(owner, unit, "Perahu Sehat"))
    workflow.exempt(duty, unit, reason="Kebakaran", user=committee, at=at)

    assert standings(years=[2026])[2026].count == Count(0, 0)


def test_the_same_rules_again_are_no_conflict_and_leave_no_line(duty, committee):
    for _click in range(2):
        workflow.set_rules(2026, user=committee, at=AT, version=1, **RULES)

    duty.refresh_from_db()
    assert duty.version == 2
    assert duty.events.count() == 1


def test_every_change_of_the_rules_tells_who_when_and_what(duty, committee, sign_in):
    workflow.set_rules(2026, user=committee, at=AT, version=1, **RULES)
    rule = workflow.add_reminder(duty, days_before=7, audience="kepala", user=committee, at=AT)
    for _click in range(2):
        workflow.remove_reminder(rule, user=committee, at=AT)
    workflow.copy_rules(2027, user=committee, at=AT)

    page = sign_in(committee).get("/oioi/2026/aturan/").text

    assert "Batas waktu: Selasa, 31 Maret 2026 → Sabtu, 31 Oktober 2026" in page
    assert "Terpenuhi mulai dari: Terdokumentasi → Ikut kompetisi" in page
    assert [event.get_verb_display() for event in duty.events.order_by("pk")] == [
        "Aturan diubah",
        "Pengingat ditambahkan",
        "Pengingat dihapus",
    ]
    copied = DutyYear.objects.get(year=2027).events.get()
    assert (copied.actor, copied.note) == (committee, "Dari tahun 2026.")
