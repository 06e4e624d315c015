"""What lies in the bucket is reached through the same door, by links of a few minutes."""

import re
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from inovasi.lib.invariants import broken
from uploads import bucket as bucket_module
from uploads import moving
from uploads.models import Move, StoredFile
from uploads.tasks import take_inventory
from uploads.tests.bucket_server import Bucket

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(bucket, stored) -> StoredFile:
    moving.order(timezone.now())
    assert moving.carry_out(Move.objects.get().pk, at=timezone.now())
    stored.refresh_from_db()
    return stored


@pytest.fixture
def content(stored) -> bytes:
    """Before it is moved."""
    return stored.absolute_path.read_bytes()


def asked(tus, file: StoredFile, method: str = "GET", **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return tus.client.generic(method, reverse("file", args=[file.pk]), headers=named)


def test_the_door_leads_on_with_a_link_that_ends(tus, content, moved, bucket):
    response = asked(tus, moved)
    assert (response.status_code, response["Cache-Control"]) == (302, "private, no-store")
    link = response["Location"]
    assert link.startswith(f"{bucket.endpoint}/")
    assert 0 < int(parse_qs(urlsplit(link).query)["X-Amz-Expires"][0]) <= 300
    got = requests.get(link, timeout=10)
    assert (got.status_code, got.content) == (200, content)
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"] == 'attachment; filename="kaki kiri.pdf"'
    assert got.headers["Cache-Control"] == "private, no-store"
    part = requests.get(link, headers={"Range": "bytes=1000-1999"}, timeout=10)
    assert (part.status_code, part.content) == (206, content[1000:2000])


def test_a_link_is_of_no_use_when_it_has_ended_or_was_altered(tus, moved, bucket):
    with time_machine.travel(timezone.now() - timedelta(seconds=301), tick=False):
        old = asked(tus, moved)["Location"]
    assert requests.get(old, timeout=10).status_code == 403
    longer = re.sub("X-Amz-Expires=[0-9]+", "X-Amz-Expires=86400", old)
    assert requests.get(longer, timeout=10).status_code == 403
    shown = asked(tus, moved)["Location"].replace("attachment", "inline")
    assert requests.get(shown, timeout=10).status_code == 403
    assert requests.get(old.split("?")[0], timeout=10).status_code == 403


def test_permission_is_asked_for_each_link(tus, box, moved, bucket):
    assert asked(tus, moved).status_code == 302
    box.readers.clear()
    told = asked(tus, moved)
    assert (told.status_code, "Location" in told) == (404, False)


def test_in_place_only_what_the_purpose_and_the_type_allow(tus, box, moved):
    box.shown_inline = True
    shown = requests.get(asked(tus, moved)["Location"], timeout=10)
    assert shown.headers["Content-Disposition"].startswith("inline")
    StoredFile.objects.update(content_type="text/html")
    saved = requests.get(asked(tus, moved)["Location"], timeout=10)
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_hostile_names_are_only_names_in_links_too(tus, moved):
    name = 'a"b;c\u202e & é.pdf'
    StoredFile.objects.update(original_name=name)
    got = requests.get(asked(tus, moved)["Location"], timeout=10)
    assert got.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''a%22b%3Bc")


@pytest.mark.breaks("files_are_as_accepted")
def test_head_is_answered_from_the_row(tus, moved, bucket):
    bucket.stop()
    response = asked(tus, moved, "HEAD")
    assert (response.status_code, response["Content-Length"]) == (200, "100000")
    assert response["ETag"] == f'"{moved.sha256}"'


def test_captions_come_through_the_portal_because_tracks_may_not_come_from_elsewhere(
    tus, content, moved
):
    StoredFile.objects.update(content_type="text/vtt")
    response = asked(tus, moved, Range="bytes=0-3")
    assert (response.status_code, b"".join(response.streaming_content)) == (206, content[:4])


@pytest.mark.fault("The bucket is away when somebody opens a file")
def test_a_bucket_that_is_away_is_said_in_words_and_comes_back(tus, moved, bucket, monkeypatch):
    bucket.stop()
    response = asked(tus, moved)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "gudang berkas yang sedang tidak dapat dihubungi" in response.content.decode()
    bucket.start()
    assert asked(tus, moved).status_code == 503, "for some seconds it is not asked again"
    monkeypatch.setattr(bucket_module, "DOUBTED_SECONDS", 0.0)
    assert asked(tus, moved).status_code == 302


def test_the_bucket_is_not_asked_for_every_link(tus, moved, bucket):
    bucket.requests.clear()
    for _ in range(5):
        asked(tus, moved)
    assert [method for method, _target in bucket.requests] == ["HEAD"]


@pytest.mark.breaks("files_are_as_accepted")
def test_a_bucket_that_is_no_longer_set_is_said(tus, moved, settings, caplog):
    settings.STORAGES = {k: v for k, v in settings.STORAGES.items() if k != "bucket"}
    bucket_module._last_look = (0.0, False)
    assert asked(tus, moved).status_code == 503
    assert "S3_BUCKET is not set" in caplog.text


def compared(*, discard: bool = False) -> str:
    said = StringIO()
    call_command("compare_store", *(["--discard"] if discard else []), stdout=said)
    return said.getvalue()


def test_the_inventory_knows_what_lies_where(moved, bucket: Bucket, caplog):
    assert "0 without a row, 0 without a file" in compared()
    for name in ("stored/aa/old", "stored/aa/new", "stored/zz/old", "other/old"):
        bucket.keep(name, b"x")
        if name.endswith("old"):
            bucket.objects[name].since -= timedelta(days=2)
    caplog.clear()
    take_inventory()
    assert "2 files of the store belong to no row" in caplog.text
    assert "no row, in the bucket: stored/zz/old" in compared()
    compared(discard=True)
    assert sorted(bucket.objects) == sorted(["stored/aa/new", "other/old", moved.path])
    assert broken() == []


@pytest.mark.breaks("files_are_as_accepted")
@pytest.mark.parametrize("content_left", [None, b"half"])
def test_a_file_that_is_lost_in_the_bucket_is_reported(moved, bucket, content_left, caplog):
    del bucket.objects[moved.path]
    if content_left:
        bucket.keep(moved.path, content_left)
    take_inventory()
    assert "1 stored files are missing or damaged" in caplog.text
    with pytest.raises(CommandError, match="lost their file"):
        compared()
    assert [each.name for each in broken()] == ["files_are_as_accepted"]


@pytest.mark.breaks("files_are_as_accepted")
def test_a_bucket_that_is_away_is_no_loss(moved, bucket, caplog):
    bucket.stop()
    take_inventory()
    assert "no inventory was taken" in caplog.text
    with pytest.raises(CommandError, match="does not answer"):
        compared()
    assert "does not answer" in str(broken())


@pytest.mark.breaks("files_are_as_accepted", "moved_files_have_their_move")
def test_a_row_and_its_move_that_disagree_are_found(moved):
    StoredFile.objects.update(moved_at=None)
    assert "moved_files_have_their_move" in {each.name for each in broken()}
