"""The door of stored files."""

import pytest
from django.test import Client
from django.urls import reverse

from uploads.delivery import Slice
from uploads.models import StoredFile
from uploads.ranges import Range

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(stored) -> bytes:
    return stored.absolute_path.read_bytes()


def get(tus, file: StoredFile, method: str = "GET", **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return tus.client.generic(method, reverse("file", args=[file.pk]), headers=named)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_whole_file_with_its_safe_headers(tus, stored, content):
    response = get(tus, stored)
    assert (response.status_code, body(response)) == (200, content)
    assert response["Content-Length"] == "100000"
    assert response["Content-Type"] == "application/pdf"
    assert response["ETag"] == f'"{stored.sha256}"'
    assert response["Accept-Ranges"] == "bytes"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Content-Disposition"] == 'attachment; filename="kaki kiri.pdf"'


@pytest.mark.parametrize(
    ("wanted", "part", "told"),
    [
        ("bytes=0-0", slice(0, 1), "bytes 0-0/100000"),
        ("bytes=500-999", slice(500, 1000), "bytes 500-999/100000"),
        ("bytes=99990-", slice(99_990, None), "bytes 99990-99999/100000"),
        ("bytes=-10", slice(-10, None), "bytes 99990-99999/100000"),
        ("bytes=99990-200000", slice(99_990, None), "bytes 99990-99999/100000"),
        ("bytes=-200000", slice(None), "bytes 0-99999/100000"),
    ],
)
def test_a_range(tus, stored, content, wanted, part, told):
    response = get(tus, stored, Range=wanted)
    assert (response.status_code, response["Content-Range"]) == (206, told)
    received = body(response)
    assert received == content[part]
    assert response["Content-Length"] == str(len(received))


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-2", "bytes=a-b"])
def test_many_ranges_or_strange_ones_give_the_whole(tus, stored, content, wanted):
    response = get(tus, stored, Range=wanted)
    assert (response.status_code, body(response)) == (200, content)


@pytest.mark.parametrize("wanted", ["bytes=100000-", "bytes=100000-100001", "bytes=-0"])
def test_outside_the_file_is_416(tus, stored, wanted):
    response = get(tus, stored, Range=wanted)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */100000")


def test_if_range_holds_the_range_only_for_the_same_bytes(tus, stored, content):
    same = get(tus, stored, Range="bytes=0-3", If_Range=f'"{stored.sha256}"')
    assert (same.status_code, body(same)) == (206, b"SHOE")
    for other in ('"other"', f'W/"{stored.sha256}"', "Tue, 24 Nov 2026 08:00:00 GMT"):
        response = get(tus, stored, Range="bytes=0-3", If_Range=other)
        assert (response.status_code, body(response)) == (200, content)


def test_head_tells_all_and_sends_nothing(tus, stored):
    response = get(tus, stored, "HEAD", Range="bytes=0-3")
    assert (response.status_code, response["Content-Length"]) == (200, "100000")
    assert response.content == b""


def test_permission_is_asked_each_time(tus, box, stored):
    body(get(tus, stored))
    box.readers.clear()
    assert get(tus, stored).status_code == 404
    assert get(tus, stored, "HEAD", Range="bytes=0-3").status_code == 404


def test_strangers_and_the_anonymous_get_nothing(stored, stranger):
    client = Client()
    url = reverse("file", args=[stored.pk])
    assert client.get(url).status_code in {302, 401, 404}
    client.force_login(stranger)
    assert client.get(url).status_code == 404


@pytest.mark.breaks("files_are_as_accepted")
def test_a_file_whose_purpose_is_unknown_or_whose_bytes_are_lost_is_404(tus, stored):
    stored.absolute_path.unlink()
    assert get(tus, stored).status_code == 404
    StoredFile.objects.update(purpose="hat-box")
    assert get(tus, stored).status_code == 404


def test_inline_needs_the_purpose_and_a_safe_type(tus, box, stored):
    box.shown_inline = True
    response = get(tus, stored)
    assert response["Content-Disposition"].startswith("inline")
    assert body(response)
    StoredFile.objects.update(content_type="text/html")
    response = get(tus, stored)
    assert response["Content-Disposition"].startswith("attachment")
    assert body(response)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ('a"b\\c;.pdf', 'attachment; filename="c;.pdf"'),
        ("laporan é.pdf", "attachment; filename*=utf-8''laporan%20%C3%A9.pdf"),
        ("x\r\nSet-Cookie: a=b.pdf", 'attachment; filename="x Set-Cookie: a=b.pdf"'),
        ("../../etc/passwd.pdf", 'attachment; filename="passwd.pdf"'),
        ("gnp\u202efdp.pdf", 'attachment; filename="gnp fdp.pdf"'),
    ],
)
def test_hostile_names_are_only_names(tus, box, name, told):
    tus.send(b"SHOE", name=name)
    response = get(tus, box.got[-1])
    assert response["Content-Disposition"] == told
    assert body(response)


def test_a_film_keeps_its_origin_and_a_document_does_not(tus, stored):
    assert get(tus, stored, "HEAD")["Content-Security-Policy"].endswith("; sandbox")
    StoredFile.objects.update(content_type="video/mp4")
    policy = get(tus, stored, "HEAD")["Content-Security-Policy"]
    assert policy.endswith("; sandbox allow-same-origin")


def test_nginx_may_carry_the_bytes(tus, stored, settings):
    settings.ACCEL_PREFIX = "/private/"
    response = get(tus, stored)
    assert response["X-Accel-Redirect"] == f"/private/{stored.path}"
    assert response.content == b""
    assert response["Content-Type"] == "application/pdf"


def test_the_file_is_closed_at_its_end_and_when_the_client_goes(stored):
    whole = stored.open()
    assert len(b"".join(Slice(whole, Range(0, 100_000)))) == 100_000
    assert whole.closed
    left = stored.open()
    abandoned = Slice(left, Range(0, 100_000))
    next(abandoned)
    abandoned.close()
    assert left.closed
