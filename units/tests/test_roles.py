"""Who is panitia or leadership: given and taken by the operators of the server alone."""

import pytest
from django.urls import reverse

from conftest import AT, race
from inovasi.lib.verdict import Refused
from ledger.models import Line
from notifications.models import Message
from units.models import COMMITTEE, LEADERSHIP, User
from units.roles import give_role, take_role
from units.workflow import join_committee


@pytest.fixture
def operator(person) -> User:
    return person("Pengelola", is_superuser=True, is_staff=True)


@pytest.fixture
def browser(operator, sign_in):
    return sign_in(operator)


def roles_of(person: User) -> set[str]:
    return set(person.groups.values_list("name", flat=True))


def letters_to(person: User) -> list[str]:
    return list(person.messages.order_by("pk").values_list("letter", flat=True))


def test_a_role_is_given_entered_and_told(browser, operator, team_mate):
    answer = browser.post(
        reverse("roles"), {"email": team_mate.email.upper(), "role": COMMITTEE}, follow=True
    )
    line = Line.objects.get(verb="orang.beri-tugas")

    assert "sekarang Panitia" in answer.content.decode()
    assert roles_of(team_mate) == {COMMITTEE}
    assert (line.actor, line.subject) == (operator.pk, f"units.user:{team_mate.pk}")
    assert line.details == {"tugas": COMMITTEE}
    assert letters_to(team_mate) == ["units/role_given"]
    letter = Message.objects.get(recipient=team_mate)
    assert "Panitia" in letter.subject
    assert "Pengelola" in letter.body


def test_a_second_click_gives_nothing_twice(browser, team_mate):
    for _time in range(2):
        browser.post(reverse("roles"), {"email": team_mate.email, "role": LEADERSHIP})

    assert letters_to(team_mate) == ["units/role_given"]
    assert Line.objects.filter(verb="orang.beri-tugas").count() == 1


@pytest.mark.parametrize(
    ("email", "role"),
    [("tidak.ada@gowa.example", COMMITTEE), ("bukan alamat", COMMITTEE), ("", COMMITTEE)],
)
def test_an_address_without_an_account_is_refused_with_what_was_typed(browser, email, role):
    answer = browser.post(reverse("roles"), {"email": email, "role": role})

    assert answer.status_code == 422
    assert f'value="{email}"' in answer.content.decode() or not email


def test_an_unknown_role_and_a_disabled_account_are_refused(browser, team_mate):
    wrong = browser.post(reverse("roles"), {"email": team_mate.email, "role": "raja"})
    User.objects.filter(pk=team_mate.pk).update(is_active=False)
    disabled = browser.post(reverse("roles"), {"email": team_mate.email, "role": COMMITTEE})

    assert (wrong.status_code, disabled.status_code) == (422, 422)
    assert "dinonaktifkan" in disabled.content.decode()
    assert roles_of(team_mate) == set()


def test_a_role_is_taken_after_a_question(browser, operator, committee, second_committee):
    address = reverse("role-removal", args=[COMMITTEE, committee.pk])
    asked = browser.get(address)
    assert "bukan Panitia lagi?" in asked.content.decode()
    assert roles_of(committee) == {COMMITTEE}

    browser.post(address)
    assert roles_of(committee) == set()
    assert letters_to(committee) == ["units/role_taken"]
    line = Line.objects.get(verb="orang.ambil-tugas")
    assert (line.actor, line.details) == (operator.pk, {"tugas": COMMITTEE})
    assert browser.post(address).status_code == 404
    assert letters_to(committee) == ["units/role_taken"]


def test_the_last_panitia_stays(browser, committee, second_committee, person):
    User.objects.filter(pk=second_committee.pk).update(is_active=False)
    address = reverse("role-removal", args=[COMMITTEE, committee.pk])

    assert "panitia terakhir" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 403
    assert roles_of(committee) == {COMMITTEE}
    assert letters_to(committee) == []


def test_the_last_of_the_leadership_may_go(operator, team_mate):
    give_role(team_mate, LEADERSHIP, user=operator, at=AT)

    assert take_role(team_mate, LEADERSHIP, user=operator, at=AT)
    assert roles_of(team_mate) == set()


@pytest.mark.parametrize("name", ["committee", "owner", "staff"])
def test_nobody_else_gives_or_takes_roles(request, name, person, team_mate, sign_in):
    user = person("Staff", is_staff=True) if name == "staff" else request.getfixturevalue(name)
    join_committee(user=team_mate)

    assert sign_in(user).get(reverse("roles")).status_code == 403
    with pytest.raises(Refused):
        give_role(user, COMMITTEE, user=user, at=AT)
    with pytest.raises(Refused):
        take_role(team_mate, COMMITTEE, user=user, at=AT)
    assert roles_of(team_mate) == {COMMITTEE}


def test_who_has_a_password_is_asked_for_it_first(operator, team_mate, sign_in):
    operator.set_password("Perahu-kayu-tua-7")
    operator.save()
    answer = sign_in(operator).post(reverse("roles"), {"email": team_mate.email, "role": COMMITTEE})

    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer["Location"]
    assert roles_of(team_mate) == set()


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_last_two_at_once_leave_one(operator, committee, second_committee):
    both = [committee, second_committee]

    def take() -> str:
        try:
            take_role(both.pop(), COMMITTEE, user=operator, at=AT)
        except Refused:
            return "refused"
        return "taken"

    assert sorted(race(take)) == ["refused", "taken"]
    assert User.objects.filter(groups__name=COMMITTEE).count() == 1
