"""Second factors: set up, asked for, used once, kept secret."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.test import Client

from notifications.models import Message
from units.tests.test_signing_in import PASSWORD, enter, is_in, siti  # noqa: F401

SECRET = generate_totp_secret()
BROKEN = (
    "",
    "{",
    "{}",
    "[]",
    "null",
    '"x"',
    '{"id": "x"}',
    '{"response": {}}',
    '{"id": "AAAA", "rawId": "AAAA", "response": {"userHandle": 5}, "type": "public-key"}',
    '{"id": "AAAA", "rawId": "AAAA", "response": [], "type": "public-key"}',
)


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def guarded(siti):  # noqa: F811
    TOTP.activate(siti, SECRET)
    RecoveryCodes.activate(siti)
    return siti


def test_the_password_alone_no_longer_lets_in(guarded, clock):
    browser = Client()

    assert enter(browser, guarded.email).url == "/masuk/kode/"
    assert not is_in(browser)
    assert browser.post("/masuk/kode/", {"code": code()}).url == "/beranda/"
    assert is_in(browser)


def test_a_code_is_used_once(guarded, clock):
    first, second = Client(), Client()
    for browser in (first, second):
        enter(browser, guarded.email)
    assert first.post("/masuk/kode/", {"code": code()}).status_code == 302

    page = second.post("/masuk/kode/", {"code": code()})

    assert "Kode salah" in page.content.decode()
    assert not is_in(second)


def test_guessing_codes_is_held_back(guarded, clock):
    browser = Client()
    enter(browser, guarded.email)
    for n in range(6):
        page = browser.post("/masuk/kode/", {"code": f"00000{n}"})

    assert "Terlalu banyak percobaan" in page.content.decode()
    browser.post("/masuk/kode/", {"code": code()})
    assert not is_in(browser)


def test_a_recovery_code_stands_in_once(guarded, clock):
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = Client(), Client()
    for browser in (first, second):
        enter(browser, guarded.email)
        browser.post("/masuk/kode/", {"code": spare})

    assert is_in(first)
    assert not is_in(second)


def test_the_database_holds_no_secret_in_the_clear(guarded):
    kept = [str(row.data) for row in Authenticator.objects.all()]
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    assert not [row for row in kept if SECRET in row or any(each in row for each in codes)]


def test_a_new_password_does_not_skip_the_second_step(guarded, clock):
    client = Client()
    client.post("/akun/lupa-sandi/", {"email": guarded.email})
    body = Message.objects.get(address=guarded.email).body
    form = client.get(re.search(r"/akun/lupa-sandi/\S+", body).group(), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "tujuh ombak di losari"})

    assert not is_in(client)
    assert enter(client, guarded.email, "tujuh ombak di losari").url == "/masuk/kode/"


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_asks_who_is_there_and_gives_spare_codes(siti, clock):  # noqa: F811
    browser = Client()
    enter(browser, siti.email)
    asked = browser.get("/akun/dua-langkah/aplikasi/")
    assert asked.url.startswith("/akun/konfirmasi/?next=")
    browser.post(asked.url, {"password": PASSWORD})
    page = browser.get("/akun/dua-langkah/aplikasi/").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page).group(1).replace(" ", "")

    answer = browser.post("/akun/dua-langkah/aplikasi/", {"code": code(secret)})

    assert answer.url == "/akun/dua-langkah/kode-cadangan/"
    page = browser.get(answer.url).content.decode()
    assert len(re.findall(r"<li><code>\d{8}</code></li>", page)) == 10
    sheet = browser.get("/akun/dua-langkah/kode-cadangan/berkas/")
    assert siti.email in sheet.content.decode()
    assert "Aplikasi autentikator dipasang" in Message.objects.get(recipient=siti).body


def test_taking_it_off_asks_again_and_sends_a_notice(guarded, clock):
    browser = Client()
    enter(browser, guarded.email)
    browser.post("/masuk/kode/", {"code": code()})
    path = "/akun/dua-langkah/aplikasi/pelepasan/"

    asked = browser.post(path)
    assert asked.url.startswith("/akun/konfirmasi/?next=")
    assert Authenticator.objects.filter(type="totp").exists()
    browser.post(asked.url, {"password": PASSWORD})
    browser.post(path)

    assert not Authenticator.objects.filter(user=guarded).exists()
    assert "dilepas" in Message.objects.get(recipient=guarded).body


def test_somebody_elses_key_is_not_there(guarded, stranger, sign_in):
    key = Authenticator.objects.create(
        user=guarded, type="webauthn", data={"name": "k", "credential": {}}
    )

    for path in ("", "penghapusan/"):
        url = f"/akun/dua-langkah/kunci/{key.pk}/{path}"
        assert sign_in(stranger).get(url).status_code == 404
        assert sign_in(stranger).post(url).status_code == 404


def test_broken_answers_of_keys_are_refused_in_words(guarded, clock):
    browser = Client()
    for credential in BROKEN:
        answer = browser.post("/masuk/kunci/", {"credential": credential})
        assert answer.status_code == 302, credential
    assert not is_in(browser)
