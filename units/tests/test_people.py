"""Invitations and memberships: one use, one address, in time; a unit keeps its last head."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from inovasi.lib.verdict import Refused
from notifications.models import Message
from units import people
from units.models import Invitation, Membership, UnitEvent, User
from units.workflow import join_unit

OPERATOR, HEAD = Membership.Role.OPERATOR, Membership.Role.HEAD
NEWCOMER = {"full_name": "Orang Baru", "password": "perahu sehat di sungai"}


@pytest.fixture
def invitation(unit, owner, at):
    return people.invite(unit, email="Baru@gowa.example", role=OPERATOR, user=owner, at=at)


@pytest.fixture
def link(invitation) -> str:
    """The path in the newest letter."""
    body = Message.objects.filter(address="baru@gowa.example").latest("pk").body
    return re.search(r"/undangan/[\w-]+/", body).group()


def test_a_newcomer_gets_account_and_unit_from_one_link(invitation, link, unit, clock):
    browser = Client()
    assert "mengundang baru@gowa.example" in browser.get(link).content.decode()

    answer = browser.post(link, NEWCOMER)

    assert answer.url == "/beranda/"
    user = User.objects.get(email="baru@gowa.example")
    assert user.check_password("perahu sehat di sungai")
    assert user.memberships.get().unit == unit


def test_looking_at_the_link_uses_nothing(invitation, link, clock):
    for _visit in range(3):
        assert Client().get(link).status_code == 200

    invitation.refresh_from_db()
    assert invitation.status == Invitation.Status.OPEN


def test_a_used_link_says_so(invitation, link, clock):
    Client().post(link, NEWCOMER)

    page = Client().get(link)

    assert page.status_code == 410
    assert "sudah dipakai" in page.content.decode()


def test_a_late_link_says_what_to_do(invitation, link, clock, at):
    clock.move_to(at + people.LIFETIME)

    page = Client().post(link, NEWCOMER)

    assert page.status_code == 410
    assert "Minta dikirim ulang" in page.content.decode()
    assert not User.objects.filter(email="baru@gowa.example").exists()


def test_a_retracted_link_is_dead(invitation, link, owner, clock, at):
    people.retract(invitation, user=owner, at=at)

    assert "sudah ditarik" in Client().get(link).content.decode()


def test_an_unknown_link_is_answered_in_words(db, clock):
    page = Client().get("/undangan/tidak-ada/")

    assert page.status_code == 410
    assert "tidak dikenal" in page.content.decode()


def test_a_new_letter_ends_the_old_link(invitation, link, owner, clock, at):
    people.resend(invitation, user=owner, at=at + timedelta(hours=1))

    assert Client().get(link).status_code == 410
    assert Message.objects.filter(address="baru@gowa.example").count() == 2


def test_another_account_cannot_take_it(invitation, link, stranger, sign_in):
    browser = sign_in(stranger)

    assert "undangan ini untuk baru@gowa.example" in browser.get(link).content.decode()
    assert browser.post(link).status_code == 403
    assert stranger.memberships.count() == 1


def test_a_person_of_another_unit_joins_a_second_one(unit, owner, stranger, sign_in, at):
    invitation = people.invite(unit, email=stranger.email, role=OPERATOR, user=owner, at=at)
    body = Message.objects.get(key=f"invited:{invitation.pk}:1").body
    path = re.search(r"/undangan/[\w-]+/", body).group()

    assert "sudah punya akun" in Client().get(path).content.decode()
    sign_in(stranger).post(path)

    assert set(stranger.memberships.values_list("unit__code", flat=True)) == {"PKM-01", "DESA-01"}


def test_a_weak_password_is_refused_at_the_field(invitation, link, clock):
    page = Client().post(link, {"full_name": "Orang Baru", "password": "12345678"})

    assert page.status_code == 422
    assert not User.objects.filter(email="baru@gowa.example").exists()


def test_the_token_stands_nowhere_in_the_table(invitation, link):
    token = link.split("/")[2]

    assert token not in invitation.token_hash
    assert people.find(token) == invitation


def test_an_operator_cannot_invite(unit, team_mate, at):
    with pytest.raises(Refused, match="kepala unit"):
        people.invite(unit, email="x@gowa.example", role=OPERATOR, user=team_mate, at=at)


def test_a_member_is_not_invited_again(unit, owner, team_mate, at):
    with pytest.raises(Refused, match="sudah menjadi anggota"):
        people.invite(unit, email=team_mate.email, role=OPERATOR, user=owner, at=at)


def test_inviting_again_repeats_the_open_invitation(invitation, unit, owner, at):
    again = people.invite(unit, email="baru@gowa.example", role=HEAD, user=owner, at=at)

    assert again.pk == invitation.pk
    assert again.role == HEAD


def test_invitations_are_capped_per_day(unit, owner, at):
    for number in range(people.MAX_PER_DAY):
        people.invite(unit, email=f"o{number}@x.example", role=OPERATOR, user=owner, at=at)

    with pytest.raises(Refused, match="Coba lagi besok"):
        people.invite(unit, email="satu.lagi@x.example", role=OPERATOR, user=owner, at=at)
    later = at + timedelta(days=1, minutes=1)
    assert people.invite(unit, email="besok@x.example", role=OPERATOR, user=owner, at=later)


def test_letters_are_capped_not_only_new_addresses(unit, owner, at):
    invitations = [
        people.invite(unit, email=f"o{number}@x.example", role=OPERATOR, user=owner, at=at)
        for number in range(people.MAX_PER_DAY // people.MAX_TIMES)
    ]
    for invitation in invitations:
        for time in range(1, people.MAX_TIMES):
            people.resend(invitation, user=owner, at=at + time * people.PAUSE)

    assert Message.objects.count() == people.MAX_PER_DAY
    with pytest.raises(Refused, match="Coba lagi besok"):
        people.invite(unit, email="satu.lagi@x.example", role=OPERATOR, user=owner, at=at)


@pytest.mark.parametrize("again", ["invited", "sent"])
def test_a_second_click_is_one_invitation_and_one_letter(again, unit, owner, at):
    def deed(moment):
        if again == "sent":
            return people.resend(first, user=owner, at=moment)
        return people.invite(unit, email=first.email, role=OPERATOR, user=owner, at=moment)

    first = people.invite(unit, email="o@x.example", role=OPERATOR, user=owner, at=at)

    assert deed(at + people.PAUSE / 2).token_hash == first.token_hash
    assert Message.objects.count() == 1
    deed(at + people.PAUSE)
    assert Message.objects.count() == 2


def test_the_second_click_of_who_joined_leads_on(invitation, link, clock):
    browser = Client()
    browser.post(link, NEWCOMER)

    assert browser.post(link, NEWCOMER).url == "/beranda/"
    assert browser.get(link).url == "/beranda/"


def test_who_left_the_unit_again_cannot_use_the_link(invitation, link, owner, clock, at):
    browser = Client()
    browser.post(link, NEWCOMER)
    membership = Membership.objects.get(user__email="baru@gowa.example")
    people.remove(membership, user=owner, at=at)

    assert browser.post(link).status_code == 410
    with pytest.raises(Refused, match="sudah dipakai"):
        people.accept(invitation, user=membership.user, at=at)


def test_taking_an_invitation_twice_joins_once(invitation, person, unit, at):
    user = User.objects.create(email="baru@gowa.example", full_name="Baru")

    first, second = (people.accept(invitation, user=user, at=at) for _click in range(2))

    assert first == second
    assert unit.events.filter(verb=UnitEvent.Verb.JOINED).count() == 1


def test_a_head_who_is_invited_as_operator_stays_head(invitation, unit, at):
    user = User.objects.create(email="baru@gowa.example", full_name="Baru")
    join_unit(user=user, unit=unit, role=HEAD, at=at)

    assert people.accept(invitation, user=user, at=at).role == HEAD


@pytest.mark.parametrize("deed", ["remove", "change_role"])
def test_a_member_who_is_gone_by_now_is_told_in_words(deed, unit, owner, team_mate, at):
    member = team_mate.memberships.get()
    Membership.objects.filter(pk=member.pk).delete()
    more = {"role": HEAD} if deed == "change_role" else {}

    with pytest.raises(Refused, match="bukan anggota unit ini lagi"):
        getattr(people, deed)(member, user=owner, at=at, **more)


def test_what_happens_to_people_is_told_and_remembered(unit, owner, team_mate, sign_in, at):
    member = team_mate.memberships.get()
    people.change_role(member, role=HEAD, user=owner, at=at)
    people.change_role(member, role=HEAD, user=owner, at=at)
    people.remove(member, user=owner, at=at)

    letters = Message.objects.filter(recipient=team_mate).order_by("pk")
    assert [each.subject for each in letters] == [
        "Peran Anda di Puskesmas Bajeng sekarang Kepala unit",
        "Anda tidak lagi bertindak untuk Puskesmas Bajeng",
    ]
    page = sign_in(owner).get(f"/unit/kode/{unit.code}/orang/").text
    assert "Peran anggota diganti" in page
    assert "Keanggotaan berakhir" in page


def test_the_last_head_stays(unit, owner, team_mate, at):
    head = owner.memberships.get()

    with pytest.raises(Refused, match="satu-satunya kepala"):
        people.remove(head, user=owner, at=at)
    with pytest.raises(Refused, match="satu-satunya kepala"):
        people.change_role(head, role=OPERATOR, user=owner, at=at)


def test_a_head_hands_over_and_leaves(unit, owner, team_mate, at):
    people.change_role(team_mate.memberships.get(), role=HEAD, user=owner, at=at)
    people.remove(owner.memberships.get(), user=owner, at=at)

    assert list(unit.memberships.values_list("user", "role")) == [(team_mate.pk, HEAD)]


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("committee", 200), ("team_mate", 200), ("stranger", 404)],
)
def test_who_sees_the_people_of_a_unit(who, status, unit, owner, sign_in, request):
    user = request.getfixturevalue(who)

    assert sign_in(user).get(f"/unit/kode/{unit.code}/orang/").status_code == status


def test_an_operator_sees_but_does_not_manage(unit, owner, team_mate, sign_in):
    browser, path = sign_in(team_mate), f"/unit/kode/{unit.code}/orang/"

    assert "Undang orang" not in browser.get(path).content.decode()
    assert browser.post(path, {"email": "x@x.example", "role": "operator"}).status_code == 403
    assert browser.post(f"{path}{owner.memberships.get().pk}/", {"remove": "1"}).status_code == 403


def test_a_head_plays_the_page(unit, owner, team_mate, sign_in):
    browser, path = sign_in(owner), f"/unit/kode/{unit.code}/orang/"

    browser.post(path, {"email": "baru@gowa.example", "role": "operator"})
    invitation = unit.invitations.get()
    browser.post(f"/unit/kode/{unit.code}/undangan/{invitation.pk}/", {"retract": "1"})
    member = team_mate.memberships.get()
    browser.post(f"{path}{member.pk}/", {"role": "kepala"})
    page = browser.post(f"{path}{member.pk}/", {"remove": "1"}, follow=True).content.decode()

    invitation.refresh_from_db()
    assert invitation.status == Invitation.Status.RETRACTED
    assert "Keanggotaan diakhiri" in page
    assert list(unit.memberships.values_list("user", flat=True)) == [owner.pk]
