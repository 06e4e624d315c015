"""Signing in by password: who gets in, who is held back, and what a stranger can learn."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from inovasi.policy import POLICY
from notifications.models import Message
from units.accounts.sessions import confirm_address

PASSWORD = "perahu sehat di sungai"


@pytest.fixture
def siti(person):
    user = person("Siti")
    user.set_password(PASSWORD)
    user.save()
    confirm_address(user)
    return user


def enter(browser: Client, email: str, password: str = PASSWORD, **extra):
    return browser.post("/masuk/", {"login": email, "password": password}, **extra)


def is_in(browser: Client) -> bool:
    return browser.get("/beranda/").status_code == 200


def test_the_right_password_lets_in_whatever_the_case_of_the_address(siti, clock):
    browser = Client()

    answer = enter(browser, siti.email.upper())

    assert answer.status_code == 302
    assert answer.url == "/beranda/"
    assert is_in(browser)


def test_the_way_on_is_kept_but_leads_nowhere_else(siti, clock):
    assert enter(Client(), siti.email).url == "/beranda/"
    at_home = Client().post("/masuk/?next=/akun/sesi/", {"login": siti.email, "password": PASSWORD})
    away = Client().post(
        "/masuk/?next=https://evil.example/", {"login": siti.email, "password": PASSWORD}
    )
    assert (at_home.url, away.url) == ("/akun/sesi/", "/beranda/")


def test_signing_in_gives_a_new_session_id(siti, clock):
    browser = Client()
    browser.get("/masuk/?next=/akun/")
    session = browser.session
    session["seen"] = True
    session.save()
    before = session.session_key
    browser.cookies["sessionid"] = before

    enter(browser, siti.email)

    assert browser.session.session_key != before


def test_a_stranger_cannot_tell_whether_an_account_exists(siti, person, clock):
    disabled = person("Nonaktif", is_active=False)
    disabled.set_password(PASSWORD)
    disabled.save()
    seen = set()
    for email, password in [
        (siti.email, "salah salah salah"),
        ("tidak.ada@gowa.example", PASSWORD),
        (disabled.email, PASSWORD),
    ]:
        page = enter(Client(), email, password)
        words = re.sub(r'value="[^"]*"', "", page.content.decode())
        seen.add((page.status_code, words, tuple(sorted(page.cookies))))
    assert len(seen) == 1


def test_many_wrong_tries_are_held_back_with_a_wait(siti, clock):
    browser = Client()
    statuses = [enter(browser, siti.email, f"salah {n}").status_code for n in range(10)]

    assert statuses == [422] * 5 + [429] * 5
    answer = enter(browser, siti.email)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Tunggu 5 menit" in answer.content.decode()


def test_the_owner_enters_from_another_address_meanwhile(siti, clock):
    for n in range(10):
        enter(Client(), siti.email, f"salah {n}", REMOTE_ADDR="203.0.113.5")

    assert enter(Client(), siti.email, REMOTE_ADDR="203.0.113.6").status_code == 302


def test_the_wait_ends_by_itself(siti, clock, at):
    for n in range(6):
        enter(Client(), siti.email, f"salah {n}")
    clock.move_to(at + timedelta(minutes=6))

    assert enter(Client(), siti.email).status_code == 302


def test_one_account_tried_from_everywhere_is_held_back_but_not_for_a_known_browser(siti, clock):
    own = Client()
    enter(own, siti.email)
    own.post("/keluar/")
    for n in range(60):
        enter(Client(), siti.email, f"salah {n}", REMOTE_ADDR=f"198.51.100.{n}")

    assert enter(Client(), siti.email, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert enter(own, siti.email).status_code == 302


def test_a_forged_note_does_not_make_a_browser_known(siti, clock):
    for n in range(60):
        enter(Client(), siti.email, f"salah {n}", REMOTE_ADDR=f"198.51.100.{n}")
    browser = Client()
    browser.cookies["peramban"] = f"[{siti.pk}]"

    assert enter(browser, siti.email, REMOTE_ADDR="192.0.2.1").status_code == 429


def test_one_address_trying_many_accounts_is_held_back(db, clock):
    statuses = {enter(Client(), f"a{n}@gowa.example").status_code for n in range(25)}

    assert statuses == {422, 429}


def test_a_made_up_forwarded_address_changes_nothing(siti, clock):
    for n in range(6):
        enter(Client(), siti.email, f"salah {n}", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}")

    held = enter(Client(), siti.email, HTTP_X_FORWARDED_FOR="10.9.9.9")
    assert held.status_code == 429


def test_behind_a_proxy_only_its_own_entry_counts(siti, clock, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(6):
        enter(Client(), siti.email, "salah", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 203.0.113.5")

    held = enter(Client(), siti.email, HTTP_X_FORWARDED_FOR="10.9.9.9, 203.0.113.5")
    other = enter(Client(), siti.email, HTTP_X_FORWARDED_FOR="203.0.113.5, 203.0.113.6")
    assert (held.status_code, other.status_code) == (429, 302)


def test_the_counts_live_in_the_database(db, settings):
    """So they hold while Redis is stopped; the table comes from a migration."""
    assert settings.CACHES["default"]["BACKEND"].endswith("db.DatabaseCache")
    cache.set("try", 1)
    assert cache.get("try") == 1


def test_an_address_that_was_never_confirmed_gets_a_code_first(person, clock):
    user = person("Baru")
    user.set_password(PASSWORD)
    user.save()
    browser = Client()

    assert enter(browser, user.email).url == "/akun/surel/kode/"
    assert not is_in(browser)
    body = Message.objects.get(address=user.email).body
    code = re.search(r"^[A-Z0-9-]{6,}$", body, re.MULTILINE).group()
    answer = browser.post("/akun/surel/kode/", {"code": code})

    assert answer.url == "/beranda/"
    assert is_in(browser)
    assert EmailAddress.objects.get(user=user).verified


def test_there_is_no_sign_up(db):
    for path in ("/akun/daftar/", "/akun/signup/", "/accounts/signup/", "/signup/"):
        assert Client().get(path).status_code == 404
    assert not [name for name in POLICY if name.startswith("socialaccount")]


def test_the_fields_help_password_managers(db, clock):
    page = Client().get("/masuk/").content.decode()

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_the_log_tells_what_happened_and_no_secret(siti, clock, caplog):
    caplog.set_level("INFO", logger="portal.security")
    enter(Client(), siti.email, "salah rahasia sekali")
    enter(Client(), siti.email)

    assert f"sign-in refused user={siti.pk} ip=127.0.0.1" in caplog.text
    assert f"signed in user={siti.pk} ip=127.0.0.1" in caplog.text
    assert "salah rahasia sekali" not in caplog.text
    assert siti.email not in caplog.text


def test_the_demo_still_lets_in_with_one_click(person, clock, settings):
    settings.DEMO = True
    user = person("Contoh", is_demo=True, demo_role="Panitia")
    browser = Client()

    assert browser.post("/masuk/demo/", {"account": user.pk}).url == "/beranda/"
    assert is_in(browser)


def test_the_doors_of_the_admin_past_all_this_are_closed(person, siti, clock):
    boss = person("Bos", is_staff=True, is_superuser=True)
    boss.set_password(PASSWORD)
    boss.save()
    browser = Client()
    enter(browser, siti.email)

    answer = browser.post("/kelola/login/", {"username": boss.email, "password": PASSWORD})

    assert answer.status_code == 403
    assert int(browser.session["_auth_user_id"]) == siti.pk
