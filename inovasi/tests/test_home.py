"""The start page: what is due, what is mine, what is next, for everything that somebody is."""

from datetime import date, timedelta

import pytest

from conftest import enter, make_innovation
from oioi.models import DutyYear
from units import people, registry
from units.importing import deeds
from units.models import Membership, Unit, UnitKind
from units.workflow import join_leadership, join_unit

HEAD, OPERATOR = Membership.Role.HEAD, Membership.Role.OPERATOR


@pytest.fixture
def duty(db) -> DutyYear:
    return DutyYear.objects.create(
        year=2026,
        due_on=date(2026, 3, 31),
        fulfilled_from="terdokumentasi",
        dated_by="terdokumentasi",
    )


def due(page) -> list[str]:
    return [item.title for item in page.context["items"]]


def test_what_is_due_stands_by_date_with_its_unit(
    duty, edition, innovation, unit, other_unit, owner, sign_in, at
):
    join_unit(user=owner, unit=other_unit, at=at)
    enter(innovation, edition, owner)

    page = sign_in(owner).get("/beranda/")

    assert [(item.title, item.place) for item in page.context["items"]] == [
        ("Satu inovasi 2026: Belum ada", other_unit.name),
        ("Satu inovasi 2026: Draf", unit.name),
        ("Lanjutkan usulan: Perahu Sehat", unit.name),
        ("Pengajuan KIPP 2026 sedang dibuka", other_unit.name),
        ("Belum ada operator", unit.name),
    ]
    assert "Desa Bontoramba. Belum ada inovasi untuk tahun ini" in page.text
    assert page.text.count("btn btn-primary") == 1


def test_a_unit_card_shows_role_ladder_and_numbers(duty, innovation, unit, owner, sign_in):
    page = sign_in(owner).get("/beranda/")

    card = page.context["cards"][0]
    assert (card["role"], card["innovations"], card["entries"]) == ("Kepala unit", 1, 0)
    assert [(s["label"], s["is_reached"], s["is_goal"]) for s in card["duty"]["steps"]] == [
        ("Draf", True, False),
        ("Terdokumentasi", False, True),
        ("Ikut kompetisi", False, False),
        ("Mendapat penghargaan", False, False),
    ]
    assert "Atur orang dan undangan" in page.text


def test_a_head_sees_to_people_and_an_operator_does_not(unit, owner, team_mate, sign_in, clock, at):
    people.invite(unit, email="lama@x.example", role=OPERATOR, user=owner, at=at)
    people.remove(team_mate.memberships.get(), user=owner, at=at)
    clock.move_to(at + people.LIFETIME)

    page = sign_in(owner).get("/beranda/")

    assert due(page) == [
        "Undangan kepada lama@x.example sudah lewat waktunya",
        "Belum ada operator",
    ]
    join_unit(user=team_mate, unit=unit, at=at)
    assert due(sign_in(team_mate).get("/beranda/")) == []
    assert "Tidak ada yang menunggu Anda" in sign_in(team_mate).get("/beranda/").text


def test_an_extension_keeps_a_draft_on_the_list(
    edition, submission, unit, owner, committee, sign_in, during, clock
):
    clock.move_to(during("pemeriksaan"))
    assert due(sign_in(owner).get("/beranda/")) == ["Belum ada operator"]

    edition.extensions.create(
        unit=unit,
        kind="pengajuan",
        until=during("pemeriksaan") + timedelta(hours=1),
        reason="Listrik padam",
        granted_by=committee,
        granted_at=during("pemeriksaan"),
    )

    assert due(sign_in(owner).get("/beranda/"))[0] == "Lanjutkan usulan: Perahu Sehat"


def test_a_unit_that_ended_asks_for_nothing(duty, edition, unit, owner, committee, sign_in, at):
    registry.retire(unit, on=at.date(), reason="Dilebur", user=committee, at=at)

    page = sign_in(owner).get("/beranda/")

    assert due(page) == []
    assert "tidak aktif lagi" in page.text


def test_panitia_sees_queues_with_the_way_to_them(
    duty, edition, submitted, unit, other_unit, committee, sign_in, at, during, clock
):
    sheet = b"kode,nama,jenis\nA,A,desa\n"
    deeds.begin(content=sheet, file_name="unit.csv", user=committee, at=at)
    clock.move_to(during("pemeriksaan"))
    browser = sign_in(committee)

    page = browser.get("/beranda/")

    assert [(q["label"], q["value"]) for q in page.context["queues"]] == [
        ("Menunggu pemeriksaan", 1),
        ("Unit tanpa orang", 1),
        ("Impor belum diterapkan", 1),
    ]
    assert due(page) == ["1 usulan menunggu pemeriksaan", "2 pekerjaan terlambat"]
    listed = browser.get(page.context["queues"][1]["url"])
    assert [each.code for each in listed.context["page"]] == ["DESA-01"]
    assert "Edisi kompetisi" in page.text


def test_panitia_is_told_when_the_year_has_no_rules(committee, sign_in):
    assert due(sign_in(committee).get("/beranda/")) == ["Tetapkan aturan satu inovasi 2026"]


def test_the_leadership_looks_at_figures_trend_and_kinds(
    duty, edition, unit, other_unit, person, sign_in
):
    DutyYear.objects.create(
        year=2025, due_on=date(2025, 12, 31), fulfilled_from="draf", dated_by="inisiasi"
    )
    sekda = person("Sekda")
    join_leadership(user=sekda)

    page = sign_in(sekda).get("/beranda/")

    oioi = page.context["oioi"]
    assert [(bar["label"], bar["text"]) for bar in oioi["trend"]] == [
        ("2025", "0 % (0/2)"),
        ("2026", "0 % (0/2)"),
    ]
    assert [bar["label"] for bar in oioi["kinds"]] == ["Pemerintah desa", "UPT puskesmas"]
    assert sum(bar["value"] for bar in oioi["levels"]) == 2
    assert "Edisi kompetisi" not in page.text
    assert page.context["coming"][0]["name"] == "Penulisan dan pengajuan"


def test_the_next_dates_are_few_and_include_the_duty(duty, edition, owner, sign_in):
    coming = sign_in(owner).get("/beranda/").context["coming"]

    assert coming[0]["state"] == "now"
    assert len(coming) <= 4
    assert coming == sorted(coming, key=lambda each: each["starts_at"])


def test_three_units_take_the_same_queries_as_one(
    duty, edition, innovation, unit, owner, sign_in, at, django_assert_num_queries
):
    enter(innovation, edition, owner)
    browser = sign_in(owner)
    for number in (1, 2, 3):
        if number > 1:
            extra = Unit.objects.create(code=f"X{number}", name="Bontoramba", kind=UnitKind.DESA)
            join_unit(user=owner, unit=extra, at=at, role=HEAD)
            enter(make_innovation(owner, extra, f"Inovasi {number}"), edition, owner)
        with django_assert_num_queries(19):
            page = browser.get("/beranda/")
        assert len(page.context["cards"]) == number
