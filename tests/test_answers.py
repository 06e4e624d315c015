"""What every answer carries: headers, words instead of internals, and a place for any text."""

import errno
import re
from collections.abc import Iterator

import psycopg2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from time_machine import travel

from conftest import AT
from inovasi.policy import POLICY
from inovasi.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.editions import SKETCHED
from tests.expectation import ROLES, expected
from tests.targets import targets
from tests.things import Target
from tests.world import World
from units.accounts.sessions import confirm_address
from units.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.breaks(*SKETCHED)]

SECRET = "rahasia-yang-tidak-boleh-tampil"
REFERENCE = re.compile(r"<code>[0-9A-F]{8}</code>")

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@pytest.fixture(scope="module", autouse=True)
def _private_storage(storage) -> None:
    """The world's own store serves every test here."""


# --- a portal in which two views break ------------------------------------------------------


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError(SECRET)


def full_disk(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device", SECRET)


def full_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError(f"could not extend file {SECRET}: No space left on device")


def no_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError(SECRET) from psycopg2.OperationalError(SECRET)


def slow_query(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1")
        cursor.execute("SELECT pg_sleep(1)")


ours = urlpatterns
# Under names that the policy table lets everyone see.
urlpatterns = [
    path("rusak/", broken, name="front"),
    path("penuh/", full_disk, name="style"),
    path("penuh-basis-data/", full_database, name="healthz"),
    path("mati/", no_database, name="mailbox"),
    path("lambat/", slow_query, name="certificate-check"),
    *ours,
]


@pytest.fixture
def fragile(settings) -> Client:
    settings.ROOT_URLCONF = "tests.test_answers"
    return Client(raise_request_exception=False)


# --- headers --------------------------------------------------------------------------------

ANSWERS = {
    "/": 200,
    "/beranda/": 302,
    "/usulan/": 200,
    "/pemeriksaan/": 403,
    "/tidak-ada/": 404,
    "/keluar/": 405,
    "/rusak/": 500,
    "/penuh/": 507,
    "/mati/": 503,
    "/static/js/word-count.js": 200,
    "/static/css/portal.css": 200,
}


@pytest.mark.parametrize(("url", "status"), ANSWERS.items())
def test_every_answer_carries_the_headers(
    fragile: Client, world: World, url: str, status: int
) -> None:
    if status != 302:
        fragile.force_login(world.people["owner"])
    response = fragile.get(url)
    assert response.status_code == status
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert {name: response.get(name) for name in FIXED} == FIXED
    assert response.headers.get("Permissions-Policy", "").startswith("camera=()")
    if response.streaming:
        list(response)


FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

SEEN_SIGNED_IN = [
    name for name, rule in POLICY.items() if "GET" in rule and name not in {"healthz"}
]


@pytest.mark.parametrize("name", SEEN_SIGNED_IN)
def test_pages_of_a_signed_in_person_are_kept_nowhere(world: World, name: str) -> None:
    for target in targets(world, name):
        for role in ROLES[1:]:
            if expected(world, role, "GET", target) != 200:
                continue
            with travel(target.at, tick=False), transaction.atomic():
                browser = Client()
                browser.force_login(world.people[role])
                response = browser.get(target.url)
                b"".join(response) if response.streaming else response.content
                transaction.set_rollback(True)
            assert "no-store" in response["Cache-Control"]
            assert "private" in response["Cache-Control"]


def test_a_cookie_is_for_our_own_pages_only(world: World) -> None:
    browser = Client()
    browser.post("/masuk/demo/", {"account": world.people["owner"].pk})
    session, token = browser.cookies["sessionid"], browser.cookies["csrftoken"]
    assert session["httponly"]
    assert session["samesite"] == token["samesite"] == "Lax"


# --- errors ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/rusak/", 500, "Ada gangguan pada portal"),
        ("/penuh/", 507, "penuh"),
        ("/penuh-basis-data/", 507, "penuh"),
        ("/mati/", 503, "sedang dihidupkan kembali"),
        ("/lambat/", 500, "Ada gangguan pada portal"),
        ("/tidak-ada/", 404, ""),
        ("/pemeriksaan/", 403, ""),
    ],
)
@pytest.mark.parametrize("debug_of_the_environment", ["owner", None])
def test_an_error_has_words_and_a_reference_but_no_internals(
    fragile: Client,
    world: World,
    url: str,
    status: int,
    words: str,
    debug_of_the_environment: str | None,
) -> None:
    if debug_of_the_environment:
        fragile.force_login(world.people[debug_of_the_environment])
    response = fragile.get(url)
    if status == 403 and not debug_of_the_environment:
        assert response.status_code == 302
        return
    assert response.status_code == status
    assert words in response.text
    assert REFERENCE.search(response.text)
    assert SECRET not in response.text
    assert not re.search(r"Traceback|\.py\b|site-packages|RuntimeError|Django", response.text)


def test_the_reference_stands_in_the_log(fragile: Client, caplog) -> None:
    response = fragile.get("/rusak/")
    reference = REFERENCE.search(response.text).group()[6:14]
    assert response.wsgi_request.reference == reference
    assert any(SECRET in str(record.exc_info) for record in caplog.records)


# --- any text in any field ------------------------------------------------------------------

FORMS = [name for name, rule in POLICY.items() if "POST" in rule and not name.startswith("upload")]
FIELD = re.compile(r"""<(input|textarea|select|button)\b[^>]*?\bname="([^"]+)"[^>]*>""", re.DOTALL)
VALUE = re.compile(r'\bvalue="([^"]*)"')
TEXTS = {
    "nul": "sebelum\0sesudah",
    "only nul": "\0",
    "a million letters": "a" * 1_000_000,
    "a million digits": "9" * 1_000_000,
    "long digits": "9" * 5_000,
    "large number": "9" * 30,
    "negative": "-1",
    "nothing of a number": "NaN",
    "exponent": "1e999999",
    "other digits": "٣²",
    "half a pair": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "turned text": "\u202eterbalik\u2066",
    "markup": "<script>alert(1)</script>{{ 7 }}%s%(x)s",
    "far date": "9999-12-31T23:59",
    "early date": "0001-01-01",
}
ALONE = 3
EXTRA = {"sign-in": "/masuk/", "panel-judge": "/penugasan/kipp-2026/"}


def one_who_may(world: World, target: Target) -> User | None:
    role = next(r for r in reversed(ROLES) if expected(world, r, "POST", target) == 200)
    return None if target.name in {"sign-in", "demo-sign-in"} else world.people[role]


def fields(page: str) -> Iterator[tuple[str, str]]:
    """Names and values of the fields of a page's forms; of a choice, the last."""
    for found in FIELD.finditer(page):
        value = VALUE.search(found.group())
        yield found.group(2), value.group(1) if value else "isi"


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("name", FORMS)
def test_any_text_in_any_field(world: World, name: str, kind: str) -> None:
    """Kept or refused in words, never an error of ours.

    Each text stands in all fields at once, and alone in every third, so that each field meets a
    third of the texts alone; all of all would take a third of the whole run.
    """
    target = targets(world, name)[-1]
    user = one_who_may(world, target)
    with travel(target.at, tick=False), transaction.atomic():
        browser = Client()
        if user is not None:
            browser.force_login(user)
        page = browser.get(EXTRA.get(name, target.url))
        known = dict(fields(page.text)) if page.status_code == 200 else {}
        plain = {**known, **target.data}
        tried = [*plain, "csrfmiddlewaretoken", "next", "version", "unknown"]
        fields_tried = list(dict.fromkeys(tried))
        alone = fields_tried[list(TEXTS).index(kind) % ALONE :: ALONE]
        for strange in (fields_tried, *([field] for field in alone)):
            with transaction.atomic():
                response = browser.post(target.url, plain | dict.fromkeys(strange, TEXTS[kind]))
                assert response.status_code < 500, strange
                transaction.set_rollback(True)
        transaction.set_rollback(True)


def test_forms_are_found(world: World) -> None:
    """The test above has something to fill in."""
    browser = Client()
    with travel(AT, tick=False):
        browser.force_login(world.people["owner"])
        page = browser.get("/inovasi/baru/").text
    assert {"title", "summary", "unit", "stage", "form_token"} <= dict(fields(page)).keys()


QUERIES = ("halaman", "inovasi", "next", "unknown")


@pytest.mark.parametrize("kind", [kind for kind in TEXTS if not kind.startswith("a million")])
@pytest.mark.parametrize(
    "url", ["/usulan/", "/usulan/baru/kipp-2026/", "/masuk/", "/", "/inovasi/"]
)
def test_any_text_in_an_address(world: World, url: str, kind: str) -> None:
    with travel(AT, tick=False):
        browser = Client()
        if url != "/masuk/":
            browser.force_login(world.people["owner"])
        for query in QUERIES:
            assert browser.get(url, {query: TEXTS[kind]}).status_code < 500


@pytest.mark.parametrize("name", ["a\0b.pdf", "a" * 400 + ".pdf", "../../x.pdf", "", "‮fdp.exe"])
def test_any_name_of_a_file(world: World, name: str) -> None:
    target = targets(world, "submission-document")[0]
    with travel(AT, tick=False), transaction.atomic():
        browser = Client()
        browser.force_login(world.people["owner"])
        content = SimpleUploadedFile("x.pdf", b"no pdf", content_type="application/pdf")
        content._name = name
        response = browser.post(target.url, {"file": content})
        transaction.set_rollback(True)
    assert response.status_code == 422


def test_a_form_that_is_too_large_is_refused_in_words(world: World) -> None:
    target = targets(world, "submission-section")[0]
    with travel(AT, tick=False), transaction.atomic():
        browser = Client()
        browser.force_login(world.people["owner"])
        response = browser.post(target.url, {"text": "a" * 3_000_000, "version": 0})
        transaction.set_rollback(True)
    assert response.status_code in {400, 413}
    assert REFERENCE.search(response.text)


def test_nobody_is_sent_to_a_foreign_address(world: World) -> None:
    user = User.objects.get(pk=world.people["nobody"].pk)
    user.set_password("kata-sandi-panjang")
    user.save()
    confirm_address(user)
    data = {"login": user.email.upper(), "password": "kata-sandi-panjang"}
    response = Client().post("/masuk/", {**data, "next": "https://jahat.example/"})
    assert response.status_code == 302
    assert response["Location"] == "/beranda/"
