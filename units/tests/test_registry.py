"""The registry's deeds: nothing is overwritten silently, nothing is lost, history stays."""

from datetime import date, timedelta

import pytest

from conftest import make_innovation
from inovasi.lib.verdict import Refused, Stale
from units import merging, registry
from units.models import Unit, UnitEvent, UnitKind
from units.workflow import join_unit


@pytest.fixture
def twins(db) -> tuple[Unit, Unit]:
    """Two villages of the same name in two kecamatan."""
    return (
        Unit.objects.create(code="73.06.07.2009", name="Bontoramba", kind=UnitKind.DESA),
        Unit.objects.create(code="73.06.08.1013", name="Bontoramba", kind=UnitKind.KELURAHAN),
    )


def test_units_of_the_same_name_are_told_apart_by_code(twins, committee, at):
    registry.revise(twins[0], user=committee, at=at, name="Bontoramba Baru")

    twins[1].refresh_from_db()
    assert twins[1].name == "Bontoramba"
    assert set(Unit.objects.search("bontoramba")) == set(twins)


def test_a_renamed_unit_is_found_by_its_former_name(unit, committee, at):
    registry.revise(unit, user=committee, at=at, name="Puskesmas Limbung")

    assert unit in Unit.objects.search("bajeng")
    assert unit in Unit.objects.search("limbung")
    event = unit.events.get(verb=UnitEvent.Verb.RENAMED)
    assert event.changes == {"name": ["Puskesmas Bajeng", "Puskesmas Limbung"]}
    assert event.actor == committee


def test_a_taken_code_is_refused(unit, committee, at):
    with pytest.raises(Refused, match="sudah dipakai"):
        registry.register(code=unit.code, name="Lain", kind="desa", user=committee, at=at)


def test_a_save_against_an_old_version_changes_nothing(unit, committee, at):
    registry.revise(unit, user=committee, at=at, version=1, name="Baru")

    with pytest.raises(Stale):
        registry.revise(unit, user=committee, at=at, version=1, name="Lama")

    unit.refresh_from_db()
    assert unit.name == "Baru"


def test_the_same_values_again_leave_no_event(unit, committee, at):
    registry.revise(unit, user=committee, at=at, name=unit.name)

    assert not unit.events.exists()


def test_a_loop_of_parents_is_refused(unit, other_unit, committee, at):
    registry.revise(unit, user=committee, at=at, parent=other_unit)

    with pytest.raises(Refused, match="induk"):
        registry.revise(other_unit, user=committee, at=at, parent=unit)
    with pytest.raises(Refused, match="induk"):
        registry.revise(unit, user=committee, at=at, parent=unit)


def test_a_retired_unit_is_not_active_from_that_day_on(unit, committee, at):
    registry.retire(unit, on=at.date(), reason="Dilebur", user=committee, at=at)

    assert unit not in Unit.objects.active(at.date())
    assert unit in Unit.objects.active(at.date() - timedelta(days=1))


def test_retiring_needs_a_reason(unit, committee, at):
    with pytest.raises(Refused, match="alasan"):
        registry.retire(unit, on=at.date(), reason="  ", user=committee, at=at)


def test_a_retired_unit_can_come_back(unit, committee, at):
    registry.retire(unit, on=at.date(), reason="Keliru", user=committee, at=at)
    registry.revive(unit, reason="Ternyata masih ada", user=committee, at=at)

    assert unit in Unit.objects.active(at.date())


def test_a_second_click_retires_and_revives_once(unit, committee, sign_in):
    browser, path = sign_in(committee), f"/unit/kode/{unit.code}/masa-aktif/"
    for form in ({"on": "2026-03-02", "reason": "Keliru"}, {"reason": "Ternyata masih ada"}):
        for _click in range(2):
            assert browser.post(path, form).status_code == 302

    assert list(unit.events.values_list("verb", flat=True).order_by("pk"))[-2:] == [
        UnitEvent.Verb.RETIRED,
        UnitEvent.Verb.REVIVED,
    ]
    assert unit in Unit.objects.active(date(2026, 3, 2))


def test_a_merge_moves_people_children_and_works(unit, other_unit, owner, committee, at):
    innovation = make_innovation(owner, unit, "Perahu Sehat")
    child = Unit.objects.create(code="PUSTU-1", name="Pustu", kind="lainnya", parent=unit)

    merging.merge(unit, into=other_unit, reason="SK 12", user=committee, at=at)

    for row in (unit, innovation, child):
        row.refresh_from_db()
    assert innovation.unit == other_unit
    assert child.parent == other_unit
    assert list(other_unit.memberships.values_list("user", flat=True)) == [owner.pk]
    assert unit.merged_into == other_unit
    assert unit not in Unit.objects.active(at.date() + timedelta(days=1))
    assert other_unit in Unit.objects.search("Puskesmas Bajeng")


def test_who_acts_for_both_units_stays_once(unit, other_unit, owner, committee, at):
    join_unit(user=owner, unit=other_unit, at=at)

    merging.merge(unit, into=other_unit, reason="SK 12", user=committee, at=at)

    assert other_unit.memberships.filter(user=owner).count() == 1


@pytest.mark.parametrize("into", ["itself", "its child", "a merged unit"])
def test_senseless_merges_are_refused(into, unit, other_unit, committee, at):
    target = {"itself": unit, "its child": other_unit, "a merged unit": other_unit}[into]
    if into == "its child":
        registry.revise(other_unit, user=committee, at=at, parent=unit)
    if into == "a merged unit":
        third = Unit.objects.create(code="C", name="C", kind="lainnya")
        merging.merge(other_unit, into=third, reason="SK", user=committee, at=at)

    with pytest.raises(Refused):
        merging.merge(unit, into=target, reason="SK", user=committee, at=at)

    unit.refresh_from_db()
    assert unit.merged_into is None


def test_the_pages_play_the_deeds(sign_in, committee, unit, other_unit):
    browser = sign_in(committee)
    new = {"code": "DSN-1", "name": "Dinas Baru", "kind": "dinas", "parent": "", "kecamatan": ""}

    assert browser.post("/unit/baru/", new).status_code == 302
    assert browser.post("/unit/baru/", new).status_code == 422
    page = browser.get("/unit/", {"cari": "dinas baru"})
    assert "Dinas Baru" in page.content.decode()
    edited = {**new, "name": "Dinas Lama", "parent": unit.code, "version": 1}
    assert browser.post("/unit/kode/DSN-1/ubah/", edited).status_code == 302
    stale = browser.post("/unit/kode/DSN-1/ubah/", {**edited, "name": "Dinas Basi"})
    assert stale.status_code == 409
    assert "Dinas Basi" in stale.content.decode()
    assert "Dinas Lama" in stale.content.decode()
    loop = browser.post(f"/unit/kode/{unit.code}/ubah/", {**new, "parent": "DSN-1", "version": 1})
    assert loop.status_code == 422
    merged = browser.post(
        "/unit/kode/DSN-1/penggabungan/", {"into": other_unit.code, "reason": "SK 1"}
    )
    assert merged.url == f"/unit/kode/{other_unit.code}/"
    assert "Dinas Lama" in browser.get(merged.url).content.decode()


def test_an_unknown_code_is_named_at_its_field(sign_in, committee):
    page = sign_in(committee).post(
        "/unit/baru/", {"code": "X", "name": "X", "kind": "desa", "parent": "TIDAK-ADA"}
    )

    assert page.status_code == 422
    assert "Tidak ada unit dengan kode TIDAK-ADA" in page.content.decode()


def test_dates_in_the_wrong_order_are_refused_at_the_form(sign_in, committee):
    page = sign_in(committee).post(
        "/unit/baru/",
        {
            "code": "X",
            "name": "X",
            "kind": "desa",
            "active_from": date(2026, 5, 1),
            "active_until": date(2026, 4, 1),
        },
    )

    assert page.status_code == 422
    assert "harus sesudah tanggal mulai" in page.content.decode()


@pytest.mark.parametrize("path", ["/unit/", "/unit/baru/", "/unit/impor/"])
def test_only_panitia_comes_in(path, sign_in, owner, committee):
    assert sign_in(owner).get(path).status_code == 403
    assert sign_in(committee).get(path).status_code == 200


def test_the_list_takes_the_same_queries_for_more_rows(
    sign_in, committee, django_assert_num_queries
):
    browser = sign_in(committee)
    for rows in (1, 30):
        Unit.objects.bulk_create(
            Unit(code=f"Q{rows}-{i}", name=f"Unit {i}", kind="desa") for i in range(rows)
        )
        with django_assert_num_queries(6):
            browser.get("/unit/")


@pytest.mark.parametrize("code", ["420/12", "a b", "x" * 33, "kode?", "../x"])
def test_a_code_that_no_address_can_hold_is_refused(code, sign_in, committee):
    page = sign_in(committee).post("/unit/baru/", {"code": code, "name": "X", "kind": "desa"})

    assert page.status_code == 422
    assert not Unit.objects.filter(name="X").exists()


def test_a_unit_cannot_end_before_it_begins(unit, committee, at):
    registry.revise(unit, user=committee, at=at, active_from=at.date())

    with pytest.raises(Refused, match="sesudah tanggal mulai"):
        registry.retire(unit, on=at.date(), reason="Keliru", user=committee, at=at)


def test_a_merged_unit_stays_ended(unit, other_unit, committee, at, sign_in):
    merging.merge(unit, into=other_unit, reason="SK", user=committee, at=at)

    with pytest.raises(Refused, match="sudah digabung"):
        registry.revise(unit, user=committee, at=at, active_until=None)
    form = {"name": "X", "kind": "desa", "active_until": "", "version": 2}
    assert sign_in(committee).post(f"/unit/kode/{unit.code}/ubah/", form).status_code == 422


@pytest.mark.parametrize("path", ["/unit/?kecamatan=%00", "/unit/?cari=%00&jenis=%00"])
def test_hidden_characters_in_a_filter_find_nothing_to_break(path, sign_in, committee):
    assert sign_in(committee).get(path).status_code == 200


def test_hidden_characters_in_an_address_are_not_found(sign_in, committee):
    assert sign_in(committee).get("/unit/kode/%00/").status_code == 404
