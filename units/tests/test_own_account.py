"""The own account: forgotten and changed passwords, address, name, sessions, notices."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from conftest import race
from inovasi.lib.work import WorkState
from notifications.delivery import deliver
from notifications.models import Message
from units import people
from units.accounts.sessions import confirm_address
from units.models import Membership
from units.tests.test_signing_in import PASSWORD, enter, is_in, siti  # noqa: F401

NEW = "tujuh ombak di losari"


@pytest.fixture
def browser(siti, clock):  # noqa: F811
    client = Client()
    enter(client, siti.email)
    return client


def link(user) -> str:
    body = Message.objects.filter(address=user.email).latest("pk").body
    return re.search(r"/akun/lupa-sandi/\S+", body).group()


def test_a_forgotten_password_is_replaced_once(siti, clock):  # noqa: F811
    client = Client()
    client.post("/akun/lupa-sandi/", {"email": siti.email.upper()})
    path = link(siti)
    for _scanner in range(2):
        assert Client().get(path).status_code == 302

    form = client.get(path, follow=True)
    assert "Buat kata sandi baru" in form.content.decode()
    answer = client.post(form.redirect_chain[-1][0], {"password1": NEW})

    assert answer.url == "/masuk/"
    siti.refresh_from_db()
    assert siti.check_password(NEW)
    assert "tidak berlaku lagi" in Client().get(path).content.decode()
    assert "diatur ulang" in Message.objects.filter(address=siti.email).latest("pk").body


def test_a_link_that_opens_an_account_goes_out_and_is_not_kept(
    siti,  # noqa: F811
    unit,
    committee,
    clock,
    at,
    mailoutbox,
):
    Client().post("/akun/lupa-sandi/", {"email": siti.email})
    role = Membership.Role.HEAD
    people.invite(unit, email="baru@x.example", role=role, user=committee, at=at)
    for message in Message.objects.order_by("pk"):
        secret = re.search(r"/(?:lupa-sandi|undangan)/(\S+)", message.body).group(1)
        assert deliver(message.pk, at=at)

        message.refresh_from_db()
        assert secret in mailoutbox[-1].body
        assert secret not in message.body
        assert "/…" in message.body


def test_links_in_letters_never_follow_the_host_of_the_request(siti, clock, settings):  # noqa: F811
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_URL = "https://inovasi.example.go.id"
    Client().post("/akun/lupa-sandi/", {"email": siti.email}, HTTP_HOST="evil.example")

    body = Message.objects.get(address=siti.email).body
    assert "https://inovasi.example.go.id/akun/lupa-sandi/" in body
    assert "evil.example" not in body


def test_asking_for_a_password_tells_nothing_about_accounts(siti, clock):  # noqa: F811
    answers = [
        Client().post("/akun/lupa-sandi/", {"email": email}, follow=True)
        for email in (siti.email, "tidak.ada@gowa.example")
    ]

    assert len({(a.status_code, a.content, tuple(a.cookies)) for a in answers}) == 1
    stranger = Message.objects.get(address="tidak.ada@gowa.example")
    assert "tidak punya akun" in stranger.body


def test_strangers_get_at_most_one_such_letter_a_day(db, clock):
    for n in range(3):
        Client().post("/akun/lupa-sandi/", {"email": "x@gowa.example"}, REMOTE_ADDR=f"192.0.2.{n}")

    assert Message.objects.filter(address="x@gowa.example").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("Somebody asks for a new password with a triple click")
def test_a_triple_click_on_forgot_password_sends_one_letter(siti, clock):  # noqa: F811
    answers = race(lambda: Client().post("/akun/lupa-sandi/", {"email": siti.email}), times=3)

    assert {answer.url for answer in answers} == {"/akun/lupa-sandi/terkirim/"}
    assert Message.objects.filter(recipient=siti).count() == 1


def test_who_misses_the_letter_asks_for_another(siti, clock, at):  # noqa: F811
    """After a while, and at once when the letter came back."""

    def ask_again() -> int:
        Client().post("/akun/lupa-sandi/", {"email": siti.email})
        return Message.objects.filter(recipient=siti).count()

    assert (ask_again(), ask_again()) == (1, 1)
    Message.objects.update(state=WorkState.FAILED)
    assert ask_again() == 2
    clock.move_to(at + timedelta(minutes=11))
    assert ask_again() == 3
    assert "Buat kata sandi baru" in Client().get(link(siti), follow=True).content.decode()


def test_clicking_twice_tells_nothing_about_accounts(siti, clock):  # noqa: F811
    answers = [
        Client().post("/akun/lupa-sandi/", {"email": email}, follow=True)
        for email in (siti.email, siti.email, "tidak.ada@gowa.example", "tidak.ada@gowa.example")
    ]

    assert len({(a.status_code, a.content, tuple(a.cookies)) for a in answers}) == 1


def test_letters_wait_in_the_outbox_for_the_worker(siti, clock, mailoutbox):  # noqa: F811
    Client().post("/akun/lupa-sandi/", {"email": siti.email})

    assert Message.objects.filter(recipient=siti).exists()
    assert mailoutbox == []


def test_a_weak_new_password_is_refused_in_words(browser):
    page = browser.post("/akun/sandi/", {"oldpassword": PASSWORD, "password1": "Gowa2026Gowa"})

    assert "mudah ditebak" in page.content.decode()
    assert 'autocomplete="new-password"' in page.content.decode()


def test_changing_the_password_ends_all_other_sessions(siti, browser):  # noqa: F811
    other = Client()
    enter(other, siti.email)

    browser.post("/akun/sandi/", {"oldpassword": PASSWORD, "password1": NEW})

    assert is_in(browser)
    assert not is_in(other)
    assert "Kata sandi akun Anda diganti" in Message.objects.get(recipient=siti).body


def test_disabling_an_account_ends_its_sessions_at_once(siti, browser):  # noqa: F811
    siti.is_active = False
    siti.save()

    assert browser.get("/beranda/").url.startswith("/masuk/")


def test_a_session_ends_after_a_working_day_however_busy(siti, browser, clock, at):  # noqa: F811
    for hours in range(1, 12):
        clock.move_to(at + timedelta(hours=hours))
        browser.post("/akun/nama/", {"full_name": "Siti Baru"})  # saves the session
        assert is_in(browser)
    clock.move_to(at + timedelta(hours=12, minutes=1))

    assert not is_in(browser)


def test_own_sessions_are_seen_and_ended(siti, browser, stranger):  # noqa: F811
    other = Client()
    enter(other, siti.email, HTTP_USER_AGENT="Mozilla/5.0 (Android) Chrome/130")

    page = browser.get("/akun/sesi/").content.decode()
    assert "Chrome di Android" in page
    theirs = siti.usersession_set.exclude(session_key=browser.session.session_key).get()
    assert browser.post(f"/akun/sesi/{theirs.pk}/").status_code == 302

    assert is_in(browser)
    assert not is_in(other)


def test_nobody_ends_somebody_elses_session(siti, browser, sign_in, stranger):  # noqa: F811
    session = siti.usersession_set.get()

    assert sign_in(stranger).post(f"/akun/sesi/{session.pk}/").status_code == 404
    assert is_in(browser)


def test_ending_all_others_at_once(siti, browser):  # noqa: F811
    others = [Client(), Client()]
    for other in others:
        enter(other, siti.email)

    browser.post("/akun/sesi/")

    assert is_in(browser)
    assert not any(map(is_in, others))


def test_a_new_address_asks_who_is_there_and_then_for_a_code(siti, browser):  # noqa: F811
    old = siti.email
    asked = browser.post("/akun/surel/", {"email": "baru@gowa.example", "action_add": "1"})
    assert asked.url == "/akun/konfirmasi/?next=%2Fakun%2Fsurel%2F"
    browser.post(asked.url, {"password": PASSWORD})

    body = Message.objects.get(address="baru@gowa.example").body
    code = re.search(r"^[A-Z0-9-]{6,}$", body, re.MULTILINE).group()
    siti.refresh_from_db()
    assert siti.email == old
    browser.post("/akun/surel/kode/", {"code": code})

    siti.refresh_from_db()
    assert siti.email == "baru@gowa.example"
    assert "baru@gowa.example" in Message.objects.get(address=old).body


def test_an_address_of_somebody_else_is_not_taken(siti, browser, stranger):  # noqa: F811
    confirm_address(stranger)
    asked = browser.post("/akun/surel/", {"email": stranger.email, "action_add": "1"})
    browser.post(asked.url, {"password": PASSWORD})
    body = Message.objects.get(address=stranger.email).body
    code = re.search(r"^[A-Z0-9-]{6,}$", body, re.MULTILINE).group()

    page = browser.post("/akun/surel/kode/", {"code": code})

    assert "sudah dipakai akun lain" in page.content.decode()


@pytest.mark.parametrize(
    "path",
    ["", "nama/", "surel/", "sandi/", "dua-langkah/", "sesi/", "konfirmasi/", "lupa-sandi/"],
)
def test_every_page_speaks_indonesian_without_inline_code(path, browser):
    page = browser.get(f"/akun/{path}").content.decode()

    assert not re.search(r"<style|style=\"|\son\w+=|<script(?![^>]*(src=|application/json))", page)
    for word in ("Password", "Email", "Sign", "Change", "Confirm"):
        assert not re.search(rf">\s*{word}\b", page), word


def test_the_account_page_is_linked_from_the_name(browser):
    assert 'href="/akun/"' in browser.get("/beranda/").content.decode()
