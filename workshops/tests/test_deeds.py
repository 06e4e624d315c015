"""Panitia's deeds: a draft, its announcement, changes that are told, the calling off."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from conftest import race
from inovasi.lib.verdict import Refused, Stale
from ledger.models import Line
from notifications.mailings import seal
from notifications.models import Message
from units.models import Unit, UnitKind
from units.workflow import join_unit
from workshops import workflow
from workshops.models import Workshop
from workshops.queries import invited_people
from workshops.tests.conftest import CLOSES, FACTS, STARTS, announce


def letters(kind: str) -> set[str]:
    found = Message.objects.filter(letter=f"workshops/{kind}")
    return set(found.values_list("address", flat=True))


def revise(workshop, user, at, **facts):
    version = facts.pop("version", workshop.version)
    now = {name: getattr(workshop, name) for name in FACTS}
    return workflow.revise(workshop, version=version, user=user, at=at, **{**now, **facts})


def test_only_panitia_writes_announces_changes_and_calls_off(draft, workshop, owner, at):
    deeds = (
        lambda: workflow.write(token=uuid4(), user=owner, at=at, **FACTS),
        lambda: revise(workshop, owner, at, title="Lain"),
        lambda: workflow.announce(draft(), version=1, shown="", user=owner, at=at),
        lambda: workflow.call_off(workshop, reason="Tidak jadi.", user=owner, at=at),
    )
    for deed in deeds:
        with pytest.raises(Refused, match="Hanya panitia"):
            deed()


def test_a_second_click_finds_the_draft_of_the_first(committee, at):
    token = uuid4()
    first = workflow.write(token=token, user=committee, at=at, **FACTS)

    assert workflow.write(token=token, user=committee, at=at, **FACTS) == first


def test_dates_that_cannot_be_are_refused(draft, committee, at):
    with pytest.raises(Refused, match="sudah lewat"):
        workflow.write(token=uuid4(), user=committee, at=STARTS, **FACTS)
    for wrong in (
        {"ends_at": STARTS},
        {"registration_closes_at": STARTS + timedelta(minutes=1)},
        {"place": "", "link": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            draft(**wrong)


# --- whom it invites ------------------------------------------------------------------------


def test_the_rule_takes_units_by_kind_and_kecamatan(draft, at):
    bajeng = Unit.objects.create(code="73.06.02", name="Kecamatan Bajeng", kind="kecamatan")
    for code, kind, place in (
        ("PKM-1", "puskesmas", bajeng),
        ("PKM-2", "puskesmas", None),
        ("DESA-1", "desa", bajeng),
    ):
        Unit.objects.create(code=code, name=code, kind=kind, kecamatan=place)
    rules = {
        ("PKM-1", "PKM-2"): {},
        ("PKM-1",): {"kecamatan": bajeng},
        ("73.06.02", "DESA-1", "PKM-1"): {"kinds": [], "kecamatan": bajeng},
        ("73.06.02", "DESA-1", "PKM-1", "PKM-2"): {"kinds": []},
        (): {"kinds": ["bumd"]},
    }
    for codes, rule in rules.items():
        row = draft(**rule)
        units = list(Unit.objects.all())
        assert sorted(row.invited_units(at).values_list("code", flat=True)) == list(codes)
        assert sorted(unit.code for unit in units if row.invites(unit)) == list(codes)
        found = [unit.code for unit in units if row in Workshop.objects.inviting([unit])]
        assert sorted(found) == list(codes)


def test_retired_units_are_not_invited(draft, unit, owner, committee, at):
    Unit.objects.filter(pk=unit.pk).update(active_until=at.date())

    assert invited_people(draft(), at) == []


# --- the announcement -----------------------------------------------------------------------


def test_everybody_of_an_invited_unit_is_told_once(draft, committee, owner, team_mate, stranger):
    row = announce(draft(), committee)

    assert letters("invited") == {owner.email, team_mate.email}
    announce(row, committee)
    assert Message.objects.filter(letter="workshops/invited").count() == 2
    body = Message.objects.filter(letter="workshops/invited").first().body
    assert "Minggu, 22 Maret 2026 pukul 10.00 WITA" in body
    assert "Baruga Karaeng Galesong" in body
    assert Line.objects.get(verb="bimtek.umumkan").details == {"penerima": 2}


def test_nobody_is_told_whose_name_was_not_shown(draft, committee, unit, owner, person, at):
    row = draft()
    shown = seal(invited_people(row, at))
    join_unit(user=(late := person("Late")), unit=unit, at=at)

    with pytest.raises(Stale) as stale:
        workflow.announce(row, version=1, shown=shown, user=committee, at=at)
    assert set(stale.value.current) == {owner, late}
    assert not Message.objects.exists()


def test_an_announcement_to_nobody_or_after_the_closing_is_refused(draft, committee, at):
    with pytest.raises(Refused, match="Belum ada orang"):
        workflow.announce(draft(), version=1, shown=seal([]), user=committee, at=at)
    with pytest.raises(Refused, match="pendaftaran sudah lewat"):
        workflow.announce(draft(), version=1, shown=seal([]), user=committee, at=CLOSES)


def test_nothing_is_announced_but_what_was_shown(draft, committee, second_committee, owner, at):
    row = draft()
    shown = seal(invited_people(row, at))
    revise(row, second_committee, at, place="Aula")

    with pytest.raises(Stale):
        workflow.announce(row, version=1, shown=shown, user=committee, at=at)
    assert not Message.objects.exists()


def test_the_form_of_a_draft_changes_nothing_that_was_announced_meanwhile(
    draft, committee, second_committee, owner, at
):
    row = draft()
    announce(row, second_committee)

    with pytest.raises(Stale):
        revise(row, committee, at, version=1, kinds=["desa"], place="Aula")


def test_the_ledger_finds_its_deeds_by_title(workshop, committee, sign_in):
    page = sign_in(committee).get(reverse("ledger"), {"hal": "bimtek inovasi"})

    assert [row["line"].verb for row in page.context["rows"]] == ["bimtek.umumkan"]
    assert workshop.title in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_announce_at_once_invite_once(draft, committee, owner, at):
    row = draft()
    shown = seal(invited_people(row, at))

    told = race(
        lambda: workflow.announce(row, version=1, shown=shown, user=committee, at=at), times=4
    )
    assert sorted(told) == [0, 0, 0, 1]
    assert letters("invited") == {owner.email}


# --- changes --------------------------------------------------------------------------------


def test_a_draft_changes_without_a_word_to_anybody(draft, committee, owner, at):
    row = draft()

    assert revise(row, committee, at, kinds=["desa"], place="Aula") == []
    row.refresh_from_db()
    assert (row.kinds, row.place, row.version) == (["desa"], "Aula", 2)
    assert not Message.objects.exists()


def test_participants_hear_of_another_time_and_place(
    workshop, unit, owner, team_mate, stranger, committee, at
):
    workflow.register(workshop, unit, name="Rini", position="", user=owner, at=at)
    told = revise(workshop, committee, at, place="Aula Dinas", seats=30)

    assert set(told) == {owner, team_mate}
    letter = Message.objects.filter(letter="workshops/changed").first()
    assert "- Tempat: Aula Dinas (semula: Baruga Karaeng Galesong)" in letter.body
    assert "Mulai" not in letter.body
    assert Line.objects.get(verb="bimtek.ubah").details == {"perubahan": ["place", "seats"]}


def test_what_participants_need_not_know_is_not_told(workshop, unit, owner, committee, at):
    workflow.register(workshop, unit, name="Rini", position="", user=owner, at=at)

    assert revise(workshop, committee, at, about="Bawa bekal.", seats=30) == []
    assert letters("changed") == set()


def test_who_is_invited_stays_invited(workshop, committee, at):
    revise(workshop, committee, at, kinds=["desa"], title="Bimtek Lain")

    workshop.refresh_from_db()
    assert (workshop.kinds, workshop.title) == (["puskesmas"], "Bimtek Lain")


def test_two_of_panitia_do_not_overwrite_each_other(workshop, committee, second_committee, at):
    revise(workshop, committee, at, place="Aula")

    with pytest.raises(Stale):
        revise(workshop, second_committee, at, place="Masjid")
    assert revise(workshop, committee, at, place="Aula", version=2) == [], "a second click"


def test_seats_never_fall_below_those_that_are_taken(workshop, unit, owner, committee, person, at):
    other = Unit.objects.create(code="PKM-02", name="Puskesmas Gentungang", kind="puskesmas")
    join_unit(user=(colleague := person("Colleague")), unit=other, at=at)
    workflow.register(workshop, unit, name="Rini", position="", user=owner, at=at)
    workflow.register(workshop, other, name="Rina", position="", user=colleague, at=at)

    with pytest.raises(Refused, match="Sudah ada 2 peserta"):
        revise(workshop, committee, at, seats=1)
    revise(workshop, committee, at, seats=2)


# --- called off -----------------------------------------------------------------------------


def test_a_workshop_is_called_off_with_a_reason_and_told_once(
    workshop, unit, owner, stranger, committee, at
):
    workflow.register(workshop, unit, name="Rini", position="", user=owner, at=at)
    with pytest.raises(Refused, match="alasannya"):
        workflow.call_off(workshop, reason=" ", user=committee, at=at)
    for _click in range(2):
        workflow.call_off(workshop, reason="Narasumber sakit.", user=committee, at=at)

    letter = Message.objects.get(letter="workshops/called_off")
    assert letter.recipient == owner
    assert "Alasan: Narasumber sakit." in letter.body
    assert Line.objects.filter(verb="bimtek.batalkan").count() == 1
    with pytest.raises(Refused, match="sudah dibatalkan"):
        revise(workshop, committee, at, place="Aula")
    with pytest.raises(Refused, match="sudah dibatalkan"):
        workflow.announce(workshop, version=1, shown="", user=committee, at=at)


def test_nothing_of_it_changes_once_it_has_begun(workshop, committee):
    with pytest.raises(Refused, match="sudah dimulai"):
        revise(workshop, committee, STARTS, place="Aula")
    with pytest.raises(Refused, match="sudah dimulai"):
        workflow.call_off(workshop, reason="Terlambat.", user=committee, at=STARTS)


def test_every_kind_of_unit_can_be_invited(draft):
    assert draft(kinds=list(UnitKind.values)).kinds == UnitKind.values
