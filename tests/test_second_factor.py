"""Who has duties sets up a second factor before anything else; everybody else may."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from conftest import AT
from judging.models import Judge, Panel

SECRET = generate_totp_secret()


@pytest.mark.parametrize("who", ["committee", "judge_user", "operator_of_the_server"])
def test_who_has_duties_sets_one_up_before_anything_else(
    who, request, settings, person, sign_in, edition, committee
):
    settings.REQUIRE_MFA = True
    user = {
        "committee": lambda: committee,
        "judge_user": lambda: _judge(person, edition),
        "operator_of_the_server": lambda: person("Server", is_staff=True),
    }[who]()
    browser = sign_in(user)

    for path in ("/beranda/", "/unit/", "/penilaian/", "/kelola/", "/akun/sesi/"):
        answer = browser.get(path)
        assert (answer.status_code, answer.get("Location")) in {
            (302, "/akun/dua-langkah/"),
            (403, None),
        }, path
    assert browser.post("/akun/nama/", {"full_name": "X"}).status_code == 403
    page = browser.get("/akun/dua-langkah/").content.decode()
    assert "Pasang dulu satu cara" in page
    assert browser.get("/").status_code == 200

    TOTP.activate(user, SECRET)
    assert browser.get("/beranda/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(settings, committee, sign_in):
    settings.REQUIRE_MFA = True
    RecoveryCodes.activate(committee)

    assert sign_in(committee).get("/beranda/").url == "/akun/dua-langkah/"


def test_operators_of_units_choose_for_themselves(settings, owner, sign_in):
    settings.REQUIRE_MFA = True

    assert sign_in(owner).get("/beranda/").status_code == 200


def test_the_demo_says_that_it_is_off(settings, db, clock):
    settings.DEMO = True
    assert "tidak diwajibkan" in Client().get("/masuk/").content.decode()

    settings.REQUIRE_MFA = True
    assert "tidak diwajibkan" not in Client().get("/masuk/").content.decode()


def _judge(person, edition):
    panel = Panel.objects.create(
        stage=edition.stages.first(), decree_number="1/2026", decree_date=AT.date()
    )
    return Judge.objects.create(panel=panel, user=person("Juri"), code="J1").user
