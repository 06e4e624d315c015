"""Merging and ending units: everybody and everything moves, and what is no more begins nothing."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from conftest import make_innovation
from inovasi.lib.verdict import Refused
from notifications.models import Message
from submissions.permissions import may_enter
from units import merging, people, registry
from units.importing import deeds
from units.models import Invitation, Membership, Unit, UnitKind, User
from units.workflow import join_unit

OPERATOR, HEAD = Membership.Role.OPERATOR, Membership.Role.HEAD


@pytest.fixture
def merge(unit, other_unit, committee, at):
    def into_the_other() -> Unit:
        return merging.merge(unit, into=other_unit, reason="SK 12", user=committee, at=at)

    return into_the_other


def link_to(address: str) -> str:
    body = Message.objects.filter(address=address).latest("pk").body
    return re.search(r"/undangan/[\w-]+/", body).group()


@pytest.mark.parametrize("roles", [(HEAD, OPERATOR), (OPERATOR, HEAD), (HEAD, HEAD)])
def test_who_acts_for_both_keeps_the_higher_role(roles, unit, other_unit, person, merge, at):
    user = person("Dua Unit")
    for each, role in zip((unit, other_unit), roles, strict=True):
        join_unit(user=user, unit=each, role=role, at=at)

    merge()

    assert user.memberships.get().role == HEAD
    assert user.memberships.get().unit == other_unit


def test_an_open_link_leads_on_to_the_unit_that_stays(unit, other_unit, owner, merge, at, clock):
    people.invite(unit, email="baru@x.example", role=OPERATOR, user=owner, at=at)

    merge()
    page = Client().get(link_to("baru@x.example"))
    Client().post(
        link_to("baru@x.example"),
        {"full_name": "Baru", "password": "perahu sehat di sungai"},
    )

    assert other_unit.name in page.text
    assert User.objects.get(email="baru@x.example").memberships.get().unit == other_unit


def test_a_link_that_is_needless_after_the_merge_is_taken_back(
    unit, other_unit, owner, stranger, committee, merge, at
):
    for email in ("Dua@x.example", stranger.email):
        people.invite(unit, email=email, role=OPERATOR, user=owner, at=at)
    people.invite(other_unit, email="dua@x.example", role=HEAD, user=committee, at=at)

    merge()

    assert not unit.invitations.filter(status=Invitation.Status.OPEN).exists()
    still_open = other_unit.invitations.get(status=Invitation.Status.OPEN)
    assert (still_open.email, still_open.role) == ("dua@x.example", HEAD)


def test_a_kecamatan_hands_over_the_units_that_lie_in_it(db, committee, unit, at):
    old, new = (
        Unit.objects.create(code=code, name=code, kind=UnitKind.KECAMATAN) for code in ("K1", "K2")
    )
    registry.revise(unit, user=committee, at=at, kecamatan=old)

    with pytest.raises(Refused, match="kecamatan lain"):
        merging.merge(old, into=unit, reason="SK", user=committee, at=at)
    merging.merge(old, into=new, reason="SK", user=committee, at=at)

    unit.refresh_from_db()
    assert unit.kecamatan == new
    assert unit.events.first().changes == {"kecamatan": ["K1", "K2"]}


@pytest.fixture(params=["merged", "retired", "not begun"])
def gone(request, unit, other_unit, owner, committee, at) -> tuple[Unit, str]:
    """A unit that is not at work, with a member who stayed, and what is said about it."""
    if request.param == "merged":
        merging.merge(unit, into=other_unit, reason="SK", user=committee, at=at)
        join_unit(user=owner, unit=unit, role=HEAD, at=at)
        said = "sudah digabung ke Desa Bontoramba"
    elif request.param == "retired":
        registry.retire(unit, on=at.date(), reason="Dilebur", user=committee, at=at)
        said = "tidak aktif lagi sejak Senin, 2 Maret 2026"
    else:
        later = at.date() + timedelta(days=1)
        registry.revise(unit, user=committee, at=at, active_from=later)
        said = "baru aktif mulai Selasa, 3 Maret 2026"
    unit.refresh_from_db()
    return unit, said


@pytest.mark.breaks("nobody_acts_for_a_merged_unit")
def test_a_unit_that_is_not_at_work_begins_nothing(gone, owner, committee, edition, at):
    unit, said = gone
    later = at + timedelta(hours=1)

    with pytest.raises(Refused, match=said):
        people.invite(unit, email="x@x.example", role=OPERATOR, user=owner, at=later)
    with pytest.raises(Refused, match=said):
        make_innovation(owner, unit, "Perahu Sehat")
    assert said in may_enter(owner, unit, edition, later).reason


def test_a_link_to_a_unit_that_ended_says_so(unit, owner, committee, at, clock):
    invitation = people.invite(unit, email="baru@x.example", role=OPERATOR, user=owner, at=at)
    registry.retire(unit, on=at.date(), reason="Dilebur", user=committee, at=at)

    page = Client().get(link_to("baru@x.example"))

    assert page.status_code == 410
    assert "tidak aktif lagi" in page.text
    with pytest.raises(Refused, match="tidak aktif lagi"):
        people.resend(invitation, user=owner, at=at)


def test_the_page_of_people_says_why_nobody_can_be_invited(unit, owner, committee, sign_in, at):
    registry.retire(unit, on=at.date(), reason="Dilebur", user=committee, at=at)

    page = sign_in(owner).get(f"/unit/kode/{unit.code}/orang/")

    assert "tidak aktif lagi" in page.text
    assert "Undang orang" not in page.text
    assert sign_in(owner).get("/inovasi/baru/").status_code == 403


@pytest.mark.parametrize(
    "deed",
    [
        lambda unit, other, who: registry.register(code="X", name="X", kind="desa", **who),
        lambda unit, other, who: registry.revise(unit, name="Lain", **who),
        lambda unit, other, who: registry.retire(
            unit, on=who["at"].date(), reason="Dilebur", **who
        ),
        lambda unit, other, who: registry.revive(unit, reason="Keliru", **who),
        lambda unit, other, who: merging.merge(unit, into=other, reason="SK", **who),
        lambda unit, other, who: registry.unregister_all([unit.code], user=who["user"]),
        lambda unit, other, who: deeds.begin(content=b"kode,nama\nA,B", file_name="x.csv", **who),
    ],
)
def test_the_registry_is_panitias_at_the_deed_too(deed, unit, other_unit, owner, at):
    with pytest.raises(Refused, match="Hanya panitia"):
        deed(unit, other_unit, {"user": owner, "at": at})

    assert not unit.events.exists()
