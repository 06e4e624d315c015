"""The other half of a door: the calendar, forged requests, and addresses that lead nowhere."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from time_machine import travel

from competitions.models import Edition
from conftest import AT, OPENING
from inovasi.policy import POLICY
from tests.editions import SKETCHED
from tests.expectation import ROLES, expected
from tests.targets import targets
from tests.things import TUS, Target
from tests.world import CHECKING, DECIDING, JUDGING, LONG_AFTER, World
from units.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.breaks(*SKETCHED)]

NOT_YET = OPENING - timedelta(days=5)
WHEN = re.compile(
    r"Masa ini (sudah ditutup|belum dibuka\. Mulai) \w+, \d+ \w+ 2026 pukul \d\d\.\d\d WITA\."
)

OWN = {"GET", "POST"}
GATED = {
    "submission-new": ("owner", OWN, (NOT_YET, CHECKING, LONG_AFTER)),
    "submission-section": ("owner", OWN, (NOT_YET, CHECKING, LONG_AFTER)),
    "submission-category": ("owner", OWN, (NOT_YET, CHECKING, LONG_AFTER)),
    "submission-document": ("owner", OWN, (NOT_YET, CHECKING, LONG_AFTER)),
    "submission-video": ("owner", OWN, (NOT_YET, CHECKING, LONG_AFTER)),
    "submission-video-captions": ("owner", {"POST"}, (NOT_YET, CHECKING, LONG_AFTER)),
    "submission-video-link": ("owner", {"POST"}, (NOT_YET, CHECKING, LONG_AFTER)),
    "submission-handover": ("owner", {"POST"}, (NOT_YET, CHECKING, LONG_AFTER)),
    "check": ("committee", {"POST"}, (NOT_YET, JUDGING, LONG_AFTER)),
    "panel": ("committee", {"POST"}, (AT, DECIDING, LONG_AFTER)),
    "panel-judge": ("committee", {"POST"}, (AT, DECIDING, LONG_AFTER)),
    "panel-assignments": ("committee", {"POST"}, (AT, DECIDING, LONG_AFTER)),
    "score-sheet": ("judge", {"POST"}, (CHECKING, DECIDING, LONG_AFTER)),
    "score-sheet-signature": ("judge", {"POST"}, (CHECKING, DECIDING, LONG_AFTER)),
    "ranking-publication": ("committee", {"POST"}, (AT, JUDGING, LONG_AFTER)),
    "upload-create": ("owner", {"POST"}, (NOT_YET, CHECKING, LONG_AFTER)),
}
"""Who, how, and moments at which the calendar says no (of a draft, or of a submitted entry)."""


@pytest.fixture(scope="module", autouse=True)
def _private_storage(storage) -> None:
    """The world's own store serves every test here."""


def of_draft(world: World, name: str) -> Target:
    own = [each for each in targets(world, name) if not each.thing.label.startswith("other")]
    return next((t for t in own if "submitted" in t.thing.label), own[0])


def ask(
    user: User | None, method: str, target: Target, at: datetime, **client: bool
) -> HttpResponse:
    browser = Client(raise_request_exception=False, **client)
    with travel(at, tick=False), transaction.atomic():
        if user is not None:
            browser.force_login(user)
        body = b"x" if method == "PATCH" else b""
        kind = target.headers.get("Content-Type", "text/plain")
        if method == "POST":
            response = browser.post(target.url, target.data, headers=target.headers)
        else:
            response = browser.generic(method, target.url, body, kind, headers=target.headers)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize(
    ("name", "method", "at"),
    [
        pytest.param(name, method, at, id=f"{name}-{method}-{at:%m-%d}")
        for name, (_role, methods, moments) in GATED.items()
        for method in sorted(methods)
        for at in moments
    ],
)
def test_outside_its_phase_a_deed_is_refused_with_the_date(
    world: World, name: str, method: str, at: datetime
) -> None:
    response = ask(world.people[GATED[name][0]], method, of_draft(world, name), at)
    assert response.status_code == 403
    assert WHEN.search(response.content.decode()), response.content.decode()


def test_repair_is_refused_after_its_own_date(world: World) -> None:
    entry = world.sides["own"].entries["returned"]
    for name in ("submission-category", "submission-handover"):
        target = Target(name, reverse(name, args=[entry.pk]))
        response = ask(world.people["owner"], "POST", target, entry.repair_due_at)
        assert response.status_code == 403
        assert "Batas waktu perbaikan sudah lewat: Senin, 16 Maret 2026" in response.text


WRITES = [
    (name, method)
    for name, rule in POLICY.items()
    for method in ("POST", "PUT", "PATCH", "DELETE")
    if method in rule
]


@pytest.mark.parametrize(("name", "method"), WRITES)
def test_a_forged_request_is_refused(world: World, name: str, method: str) -> None:
    """Even from those who may: without the token of our own page nothing happens."""
    tried = 0
    for target in targets(world, name):
        for role in ROLES:
            if expected(world, role, method, target) != 200:
                continue
            user = None if role == "anonymous" else world.people[role]
            response = ask(user, method, target, target.at, enforce_csrf_checks=True)
            assert response.status_code == 403
            assert "Formulir kedaluwarsa" in response.text
            tried += 1
    assert tried


def test_every_kind_of_write_is_tried() -> None:
    assert {method for _name, method in WRITES} == {"POST", "PATCH", "DELETE"}
    assert len(WRITES) > 20


@pytest.mark.parametrize("role", ["anonymous", "owner", "committee", "superuser"])
@pytest.mark.parametrize(
    "url",
    [
        "/tidak-ada/",
        pytest.param(f"/usulan/{'9' * 5000}/", id="5000 digits"),
        "/usulan/-1/",
        "/aturan/kipp-1999/",
        "/hasil/kipp-2026/",
        "/kotak-surat/..%2F..%2Fmanage/",
        "/kotak-surat/%00/",
        "/static/tidak-ada.css",
    ],
)
def test_an_address_that_leads_nowhere(world: World, role: str, url: str) -> None:
    user = None if role == "anonymous" else world.people[role]
    assert ask(user, "GET", Target("-", url), AT).status_code == 404


@pytest.mark.parametrize("role", ["owner", "committee", "superuser"])
@pytest.mark.parametrize(
    "url",
    [
        "/usulan/999999/",
        f"/usulan/{10**30}/",
        "/inovasi/0/",
        "/berkas/00000000-0000-4000-8000-000000000000/",
    ],
)
def test_an_object_that_does_not_exist(world: World, role: str, url: str) -> None:
    """It looks like somebody else's, and nobody learns of it without signing in."""
    assert ask(world.people[role], "GET", Target("-", url), AT).status_code == 404
    assert ask(None, "GET", Target("-", url), AT).status_code == 302


def test_an_edition_that_is_not_open_is_not_there(world: World) -> None:
    Edition.objects.filter(pk=world.edition.pk).update(opened_at=None)
    for name in ("rulebook", "submission-new", "panel", "ranking", "ranking-publication"):
        (target,) = targets(world, name)
        for role in ("owner", "committee"):
            assert ask(world.people[role], "GET", target, AT).status_code in {403, 404}
        assert ask(world.people["committee"], "GET", target, AT).status_code == 404


def test_what_belongs_to_the_demo_is_gone_without_it(world: World, settings) -> None:
    settings.DEMO = False
    for name in ("mailbox", "mailbox-letter"):
        assert ask(None, "GET", targets(world, name)[0], AT).status_code == 404
    assert ask(None, "POST", targets(world, "demo-sign-in")[0], AT).status_code == 404
    response = ask(None, "GET", targets(world, "sign-in")[0], AT)
    assert "peragaan" not in response.text


def test_a_demo_account_must_be_one(world: World) -> None:
    """The one-click door opens sample accounts only, never a real one."""
    real = User.objects.create_user(email="nyata@gowa.example", full_name="Orang Nyata")
    for account in (real.pk, world.people["superuser"].pk, "", "x", "9" * 5000, "٣"):
        target = Target("demo-sign-in", reverse("demo-sign-in"), data={"account": account})
        assert ask(None, "POST", target, AT).status_code == 404


def test_an_upload_without_the_protocol_is_turned_away(world: World) -> None:
    target = targets(world, "upload-create")[0]
    plain = Target(target.name, target.url)
    assert ask(world.people["owner"], "POST", plain, AT).status_code == 412
    assert ask(None, "POST", plain, AT).status_code == 302
    assert ask(None, "POST", Target(target.name, target.url, headers=TUS), AT).status_code == 401
