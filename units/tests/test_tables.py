"""What must never stand in the registry, and deeds that would put it there."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from conftest import race
from inovasi.lib.verdict import Refused
from units import merging, people, registry
from units.importing import deeds
from units.importing.matching import dry_run
from units.models import Invitation, Membership, Unit, User
from units.workflow import join_committee, join_unit

OPERATOR, HEAD = Membership.Role.OPERATOR, Membership.Role.HEAD


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def test_an_address_signs_in_one_person_however_it_is_written(owner):
    with refused("user_email_once"), transaction.atomic():
        User.objects.create(email=owner.email.upper(), full_name="Kembar")


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("unit_ends_after_it_begins", {"active_from": "2026-01-01", "active_until": "2026-01-01"}),
        ("unit_ends_after_it_begins", {"active_from": "2026-01-02", "active_until": "2026-01-01"}),
        ("units_unit_code", {"code": "DESA-01"}),
    ],
)
def test_the_table_refuses_a_senseless_unit(constraint, values, unit, other_unit):
    with refused(constraint), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(**values)


def test_a_unit_is_not_its_own_parent(unit):
    with refused("unit_not_its_own_parent"), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(parent=unit.pk)


def test_a_merged_unit_is_retired(unit, other_unit):
    with refused("merged_unit_is_retired"), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(merged_into=other_unit)


def test_a_person_is_a_member_once(owner, unit, at):
    with refused("membership_once"), transaction.atomic():
        Membership.objects.create(user=owner, unit=unit)
    join_unit(user=owner, unit=unit, at=at + timedelta(days=1), role=OPERATOR)

    membership = owner.memberships.get()
    assert (membership.role, membership.since) == (OPERATOR, at)


def test_an_address_has_one_open_invitation_to_a_unit(unit, owner, at):
    invitation = people.invite(unit, email="a@x.example", role=OPERATOR, user=owner, at=at)
    invitation.pk, invitation.token_hash, invitation.email = None, "x", "A@X.example"

    with refused("one_open_invitation_per_address_and_unit"), transaction.atomic():
        invitation.save(force_insert=True)


def test_an_accepted_invitation_has_a_person(unit, owner, at):
    invitation = people.invite(unit, email="a@x.example", role=OPERATOR, user=owner, at=at)

    with refused("accepted_invitation_has_a_person"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(status="diterima")


def test_joining_the_committee_counts_at_once(person):
    user = person("Baru")
    assert not user.group_names

    join_committee(user=user)

    assert "panitia" in user.group_names


def test_a_unit_cannot_end_before_it_began(unit, committee, at):
    registry.revise(unit, user=committee, at=at, active_from=at.date())

    with pytest.raises(Refused, match="sesudah tanggal mulai"):
        registry.retire(unit, on=at.date(), reason="Keliru", user=committee, at=at)


def test_the_page_of_retirement_says_so_and_loses_no_reason(unit, committee, sign_in, at):
    registry.revise(unit, user=committee, at=at, active_from=at.date())

    page = sign_in(committee).post(
        f"/unit/kode/{unit.code}/masa-aktif/",
        {"on": at.date().isoformat(), "reason": "Alasan panjang"},
    )

    assert page.status_code == 422
    assert "sesudah tanggal mulai" in page.text
    assert "Alasan panjang" in page.text


def test_dates_in_the_wrong_order_are_said_at_the_field(sign_in, committee, unit):
    page = sign_in(committee).post(
        f"/unit/kode/{unit.code}/ubah/",
        {
            "name": unit.name,
            "kind": unit.kind,
            "version": 1,
            "active_from": "2026-05-01",
            "active_until": "2026-05-01",
        },
    )

    assert page.status_code == 422
    field = page.text.partition('<div id="div_id_active_until"')[2].partition("</div> </div>")[0]
    assert "harus sesudah tanggal mulai" in field


@pytest.fixture
def merged(unit, other_unit, committee, at) -> Unit:
    merging.merge(unit, into=other_unit, reason="SK 1", user=committee, at=at)
    unit.refresh_from_db()
    return unit


def test_a_merged_unit_stays_merged_whatever_its_form_says(merged, committee, sign_in):
    page = sign_in(committee).post(
        f"/unit/kode/{merged.code}/ubah/",
        {"name": merged.name, "kind": merged.kind, "version": merged.version, "active_until": ""},
    )

    assert page.status_code == 422
    assert "sudah digabung" in page.text
    merged.refresh_from_db()
    assert merged.active_until is not None


def problems(content: str, committee, at) -> str:
    """What the dry run of a sheet says about its second line; applying it is refused as well."""
    run = deeds.begin(content=content.encode(), file_name="unit.csv", user=committee, at=at)
    lines, _counts = dry_run(run.rows, run.headers, run.columns)
    with pytest.raises(Refused):
        deeds.apply(run, user=committee, at=at)
    return " ".join(lines[0].problems)


def test_a_sheet_cannot_end_a_unit_before_it_began(committee, at):
    sheet = "kode,nama,jenis,aktif sejak,aktif sampai\nX,X,desa,2026-05-01,2026-05-01\n"

    assert "Harus sesudah tanggal mulai" in problems(sheet, committee, at)
    assert not Unit.objects.exists()


def test_a_sheet_with_one_date_is_compared_with_the_date_that_is_known(unit, committee, at):
    registry.revise(unit, user=committee, at=at, active_from=date(2026, 5, 1))
    sheet = f"kode,nama,jenis,aktif sampai\n{unit.code},{unit.name},{unit.kind},2026-04-01\n"

    assert "Harus sesudah tanggal mulai" in problems(sheet, committee, at)


def test_a_sheet_does_not_revive_a_merged_unit(merged, committee, at):
    sheet = f"kode,nama,jenis,aktif sampai\n{merged.code},{merged.name},{merged.kind},\n"

    assert "sudah digabung" in problems(sheet, committee, at)


@pytest.mark.django_db(transaction=True)
def test_two_heads_cannot_leave_at_once(unit, owner, team_mate, at):
    join_unit(user=team_mate, unit=unit, at=at, role=HEAD)
    rows = iter(list(unit.memberships.all()))

    def leave() -> str:
        try:
            people.remove(next(rows), user=owner, at=at)
        except Refused:
            return "refused"
        return "left"

    said = race(leave)

    assert "refused" in said
    assert unit.memberships.filter(role=HEAD).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_used_twice_at_once_makes_one_account(unit, owner, at):
    invitation = people.invite(unit, email="baru@x.example", role=OPERATOR, user=owner, at=at)

    def accept() -> str:
        try:
            people.accept_as_newcomer(
                invitation, full_name="Baru", password="perahu sehat di sungai", at=at
            )
        except Refused as refusal:
            return refusal.reason
        return "accepted"

    said = race(accept, times=3)

    assert sorted(said)[-1] == "accepted"
    assert said.count("accepted") == 1
    assert User.objects.filter(email="baru@x.example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_code_registered_twice_at_once_is_refused_in_words(committee, at):
    def register() -> str:
        try:
            registry.register(code="X", name="X", kind="desa", user=committee, at=at)
        except Refused as refusal:
            return refusal.reason
        return "registered"

    said = race(register, times=4)

    assert said.count("registered") == 1
    assert said.count("Kode X sudah dipakai unit lain.") == 3


@pytest.mark.django_db(transaction=True)
def test_two_units_cannot_become_each_others_parent_at_once(unit, other_unit, committee, at):
    pairs = iter([(unit, other_unit), (other_unit, unit)])

    def revise() -> str:
        child, parent = next(pairs)
        try:
            registry.revise(child, user=committee, at=at, parent=parent)
        except Refused:
            return "refused"
        return "revised"

    assert sorted(race(revise)) == ["refused", "revised"]
