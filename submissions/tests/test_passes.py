"""A piece like the one before it goes past session and gates; whatever has changed stops it."""

import io
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from uploads.models import Upload
from uploads.tests.tus import Tus

pytestmark = pytest.mark.django_db
PIECE = b"x" * 10


@pytest.fixture(autouse=True)
def slow_clock(monkeypatch):
    """What was known a moment ago stays known, however slow this machine is."""
    for module in ("passes", "permits"):
        monkeypatch.setattr(f"uploads.{module}.ANSWER_SECONDS", 3600)


@pytest.fixture
def client(owner, sign_in) -> Client:
    """A browser whose tokens are asked for, as everywhere but in tests."""
    browser = sign_in(owner)
    browser.handler.enforce_csrf_checks = True
    return browser


@pytest.fixture
def token(client) -> dict[str, str]:
    """From the form of an entry's page."""
    client.cookies["csrftoken"] = "a" * 32
    return {"X_CSRFToken": "a" * 32}


@pytest.fixture
def tus(client) -> Tus:
    return Tus(client)


@pytest.fixture
def url(tus, token, submission) -> str:
    """Of a film whose first piece came the whole way."""
    url = tus.started(100, name="film.mp4", purpose="video", target=str(submission.pk), **token)
    assert tus.patch(url, 0, PIECE, **token).status_code == 204
    return url


def kept() -> int:
    return Upload.objects.get().offset


def test_the_next_piece_is_counted_by_one_statement(tus, url, token, django_assert_num_queries):
    for offset in (10, 20):
        with django_assert_num_queries(1):
            answer = tus.patch(url, offset, PIECE, **token)
        assert answer.status_code == 204
        assert answer["Upload-Offset"] == str(offset + 10)
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_session_that_was_ended_stops_it(tus, url, token):
    Session.objects.all().delete()
    answer = tus.patch(url, 10, PIECE, **token)
    assert answer.status_code == 401
    assert "Masuk lagi" in answer.text
    assert kept() == 10


def test_a_session_that_is_over_stops_it(tus, url, token):
    Session.objects.update(expire_date=timezone.now())
    assert tus.patch(url, 10, PIECE, **token).status_code == 401
    assert kept() == 10


def test_a_new_password_stops_it(tus, url, token, owner):
    owner.set_password("kata sandi yang lain 9")
    owner.save()
    assert tus.patch(url, 10, PIECE, **token).status_code == 401
    assert kept() == 10


def test_an_account_that_only_changed_its_name_goes_on(tus, url, token, owner):
    owner.full_name = "Nama Baru"
    owner.save()
    assert tus.patch(url, 10, PIECE, **token).status_code == 204
    assert kept() == 20


@pytest.mark.parametrize("token_of_another", [{}, {"X_CSRFToken": "x" * 32}])
def test_without_the_token_of_the_last_piece_it_is_refused(tus, url, token_of_another):
    assert tus.patch(url, 10, PIECE, **token_of_another).status_code == 403
    assert kept() == 10


def test_from_another_site_it_is_refused(tus, url, token):
    assert tus.patch(url, 10, PIECE, **token, Origin="https://evil.example").status_code == 403
    assert kept() == 10


def test_a_stranger_on_the_same_path_finds_nothing(url, person, sign_in):
    assert Tus(sign_in(person("Stranger"))).patch(url, 10, PIECE).status_code == 404
    assert Tus(Client()).patch(url, 10, PIECE).status_code == 401
    assert kept() == 10


def test_the_last_piece_comes_the_whole_way(tus, url, token, owner):
    """Its answer is the file, or why it is refused."""
    Session.objects.all().delete()
    assert tus.patch(url, 10, b"x" * 90, **token).status_code == 401
    assert kept() == 10


def test_a_pass_grows_old(tus, url, token, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("uploads.passes.ANSWER_SECONDS", 0)
    with django_assert_max_num_queries(4) as captured:
        assert tus.patch(url, 10, PIECE, **token).status_code == 204
    assert len(captured) == 3


class SlowLine(io.BytesIO):
    """A body that is on its way while something else happens."""

    def __init__(self, content: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(content)
        self._meanwhile = meanwhile

    def read(self, size: int | None = -1) -> bytes:
        self._meanwhile()
        return super().read(size)


def with_another_password(owner):
    owner.set_password("kata sandi yang lain 9")
    owner.save()


def closed(owner):
    owner.is_active = False
    owner.save()


def signed_out(owner):
    Session.objects.all().delete()


@pytest.mark.parametrize("happens", [with_another_password, closed, signed_out])
@pytest.mark.parametrize("first", [True, False])
def test_what_happens_while_a_body_comes_counts_for_it(
    happens, first, tus, token, submission, owner
):
    url = tus.started(100, name="film.mp4", purpose="video", target=str(submission.pk), **token)
    if not first:
        assert tus.patch(url, 0, PIECE, **token).status_code == 204
    line = SlowLine(PIECE, lambda: happens(owner))
    offset = 0 if first else 10
    assert tus.cut(url, offset, 10, line, **token).status_code == 401
    assert kept() == offset


def test_an_empty_piece_shows_no_pass(tus, url, token):
    Session.objects.all().delete()
    assert tus.patch(url, 10, b"", **token).status_code == 401


@pytest.mark.parametrize("offset", ["", "-1", "ten"])
def test_an_offset_that_is_none_is_refused_as_ever(tus, url, token, offset):
    assert tus.patch(url, offset, PIECE, **token).status_code == 400
    assert kept() == 10


def test_a_wrong_offset_is_found_by_the_pass_as_well(tus, url, token):
    assert tus.patch(url, 30, PIECE, **token).status_code == 409
    assert kept() == 10
