"""What panitia and the operator of the server may do to accounts, and what stays of it."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client

from innovations.models import Innovation
from inovasi.lib.verdict import Refused
from notifications.models import Message
from units.accounts.support import reset_second_factor
from units.models import Membership, PersonEvent, Unit
from units.tests.test_signing_in import PASSWORD, enter, is_in, siti  # noqa: F401
from units.workflow import join_committee, join_unit


@pytest.fixture
def guarded(siti):  # noqa: F811
    TOTP.activate(siti, generate_totp_secret())
    RecoveryCodes.activate(siti)
    return siti


def test_a_lost_factor_is_taken_off_with_reason_history_and_letter(guarded, committee, sign_in):
    browser, page = sign_in(committee), f"/orang/{guarded.pk}/dua-langkah/"

    assert browser.post(page, {"reason": "  "}).status_code == 422
    for _click in range(2):
        assert browser.post(page, {"reason": "Ponsel hilang"}).status_code == 302

    assert not Authenticator.objects.filter(user=guarded).exists()
    event = PersonEvent.objects.get(person=guarded)
    assert (event.actor, event.reason) == (committee, "Ponsel hilang")
    letter = Message.objects.get(recipient=guarded)
    assert "Ponsel hilang" in letter.body
    assert "Ponsel hilang" in browser.get(f"/orang/{guarded.pk}/").text


def test_the_sessions_of_who_was_reset_end(siti, committee, at, clock):  # noqa: F811
    browser = Client()
    enter(browser, siti.email)
    TOTP.activate(siti, generate_totp_secret())

    reset_second_factor(siti, reason="Ponsel hilang", user=committee, at=at)

    assert not is_in(browser)


@pytest.mark.parametrize(
    ("who", "said"), [("owner", "Hanya panitia"), ("committee", "minta panitia lain")]
)
def test_nobody_resets_the_own_factor_or_without_being_panitia(who, said, request, committee, at):
    TOTP.activate(committee, generate_totp_secret())
    user = request.getfixturevalue(who)

    with pytest.raises(Refused, match=said):
        reset_second_factor(committee, reason="Hilang", user=user, at=at)

    assert Authenticator.objects.filter(user=committee).exists()


def test_the_list_of_people_takes_the_same_queries_for_more(
    committee, unit, person, sign_in, django_assert_num_queries, at
):
    browser = sign_in(committee)
    for name in ("Satu", "Dua", "Tiga"):
        join_unit(user=person(name), unit=unit, at=at)
        with django_assert_num_queries(8):
            page = browser.get("/orang/", {"cari": "gowa.example"})
    assert "Operator · Puskesmas Bajeng" in page.text
    assert "dua." not in browser.get("/orang/", {"cari": "satu gowa"}).text
    assert browser.get("/orang/?cari=%00").status_code == 200


# Asked once more


def test_changing_a_role_asks_for_the_password_once_and_then_does_it(
    siti,  # noqa: F811
    unit,
    team_mate,
    at,
    clock,
):
    join_unit(user=siti, unit=unit, role=Membership.Role.HEAD, at=at)
    browser = Client()
    enter(browser, siti.email)
    member = team_mate.memberships.get()
    page = f"/unit/kode/{unit.code}/orang/{member.pk}/"

    asked = browser.post(page, {"role": "kepala"})
    member.refresh_from_db()
    assert asked.url.startswith("/akun/konfirmasi/")
    assert member.role == Membership.Role.OPERATOR

    assert browser.post(asked.url, {"password": "salah sama sekali"}).status_code == 200
    done = browser.post(asked.url, {"password": PASSWORD})
    member.refresh_from_db()
    assert done.url == f"/unit/kode/{unit.code}/orang/"
    assert member.role == Membership.Role.HEAD
    assert browser.post(page, {"role": "operator"}).url == f"/unit/kode/{unit.code}/orang/"


@pytest.mark.parametrize("path", ["/unit/kode/{code}/penggabungan/", "/orang/{pk}/dua-langkah/"])
def test_who_may_rule_over_others_is_asked_as_well(
    path,
    siti,  # noqa: F811
    unit,
    other_unit,
    owner,
    clock,
):
    join_committee(user=siti)
    browser = Client()
    enter(browser, siti.email)
    page = path.format(code=unit.code, pk=owner.pk)

    assert browser.get(page).status_code == 200
    asked = browser.post(page, {"into": other_unit.code, "reason": "SK 1"})

    assert asked.url.startswith("/akun/konfirmasi/")


# A session that is left alone


def test_a_session_that_nobody_uses_ends_with_a_sentence(owner, sign_in, clock, at, settings):
    browser = sign_in(owner)
    clock.move_to(at + timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1))

    page = browser.get("/akun/", follow=True)

    assert page.redirect_chain == [("/masuk/?next=/akun/", 302)]
    assert "lama tidak memakai portal" in page.text


def test_a_session_in_use_goes_on(owner, sign_in, clock, at, settings):
    browser, moment = sign_in(owner), at
    for _visit in range(4):
        moment += timedelta(seconds=settings.SESSION_IDLE_SECONDS - 1)
        clock.move_to(moment)
        assert is_in(browser)


# Django admin


@pytest.fixture
def server(person):
    return person("Server", is_staff=True, is_superuser=True)


def test_the_admin_only_shows_what_deeds_write(server, sign_in, innovation, unit, owner, rf):
    request = rf.get("/kelola/")
    request.user = server
    may_write = {
        model
        for model, of_admin in admin.site._registry.items()
        if any(
            (
                of_admin.has_add_permission(request),
                of_admin.has_change_permission(request),
                of_admin.has_delete_permission(request),
            )
        )
    }
    assert {model.__name__ for model in may_write} == {"User", "Theme"}
    browser = sign_in(server)
    for model, row in ((Unit, unit), (Innovation, innovation)):
        page = f"/kelola/{model._meta.app_label}/{model._meta.model_name}/"
        assert str(row) in browser.get(page, {"q": str(row)}).text
        assert browser.get(f"{page}{row.pk}/change/").status_code == 200
        assert browser.post(f"{page}{row.pk}/change/", {"name": "X"}).status_code == 403
        assert browser.post(f"{page}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    rows = {f"memberships-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    rows |= {f"events-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    browser.post(f"/kelola/units/user/{owner.pk}/change/", {"full_name": "Owner", **rows})
    owner.refresh_from_db()
    assert not owner.is_active
    assert owner.memberships.exists()
    assert LogEntry.objects.filter(user=server, object_id=owner.pk).exists()


def test_the_admin_asks_for_the_password_before_it_changes_an_account(
    siti,  # noqa: F811
    owner,
    clock,
):
    siti.is_staff = siti.is_superuser = True
    siti.save()
    browser = Client()
    enter(browser, siti.email)

    asked = browser.post(f"/kelola/units/user/{owner.pk}/change/", {"full_name": "Owner"})

    assert asked.url.startswith("/akun/konfirmasi/")
    owner.refresh_from_db()
    assert owner.is_active
