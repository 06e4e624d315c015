"""An upload belongs to its entry: the team goes on with it, on any device, with the same file."""

import hashlib
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from uploads import storage
from uploads.models import StoredFile, Upload
from uploads.tests.conftest import person
from uploads.tests.tus import Tus, metadata_header

pytestmark = pytest.mark.django_db

MIB = 1024 * 1024
SHOE = b"SHOE" + bytes(n % 251 for n in range(2 * MIB + 1000))


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content[:MIB] + content[max(0, len(content) - MIB) :]).hexdigest()


def started(tus: Tus, content: bytes, mark: str) -> str:
    pairs = {"filename": "sepatu.bin", "purpose": "shoe-box", "target": "box"}
    metadata = metadata_header(**pairs, fingerprint=mark)
    return tus.create(len(content), Upload_Metadata=metadata)["Location"]


@pytest.fixture
def mate(box) -> Tus:
    """A colleague with the same right, in another browser."""
    user = person("colleague")
    box.owners.add(user.pk)
    client = Client()
    client.force_login(user)
    return Tus(client)


def test_a_team_mate_goes_on_where_another_device_stopped(tus, mate, box, owner):
    url = started(tus, SHOE, fingerprint(SHOE))
    tus.patch(url, 0, SHOE[:MIB])

    offset = int(mate.head(url)["Upload-Offset"])
    assert mate.patch(url, offset, SHOE[offset:])["Upload-State"] == "done"

    file = StoredFile.objects.get()
    assert (file.owner, file.absolute_path.read_bytes()) == (owner, SHOE)


def test_who_lost_the_right_reaches_it_no_more(tus, mate, box):
    url = started(tus, SHOE, "")
    box.owners.clear()
    assert mate.head(url).status_code == 404
    assert tus.patch(url, 0, SHOE).status_code == 404
    assert Upload.objects.get().offset == 0


def test_out_of_season_a_team_mate_is_told_so(tus, mate, box):
    url = started(tus, SHOE, "")
    box.closed = "Masa pengisian berakhir 1 Mei."
    assert mate.head(url).status_code == 403
    assert mate.delete(url).status_code == 403
    assert Upload.objects.get().state == Upload.State.OPEN


def test_the_page_finds_what_is_under_way(tus, owner):
    url = started(tus, SHOE, fingerprint(SHOE))
    now = timezone.now()
    found = Upload.objects.under_way("shoe-box", "box", now).get()
    assert (str(found.pk) in url, found.fingerprint) == (True, fingerprint(SHOE))
    for purpose, target in (("shoe-box", "other"), ("hat-box", "box")):
        assert not Upload.objects.under_way(purpose, target, now).exists()
    tus.delete(url)
    assert not Upload.objects.under_way("shoe-box", "box", now).exists()


@pytest.mark.parametrize("length", [4, 1000, MIB, MIB + 1, 2 * MIB - 1, 2 * MIB + 1000])
def test_the_server_computes_what_browsers_compute(tmp_path, length):
    path = tmp_path / "file"
    path.write_bytes(SHOE[:length])
    assert storage.fingerprint_of(path, length) == fingerprint(SHOE[:length])


def test_a_file_of_two_halves_is_refused(tus, disk):
    """Gone on with on another device, with a file of the same size but another content."""
    url = started(tus, SHOE, fingerprint(SHOE))
    tus.patch(url, 0, SHOE[:MIB])
    other = bytes(len(SHOE))
    response = tus.patch(url, MIB, other[MIB:])
    assert response.status_code == 422
    assert "satu berkas yang sama" in unquote(response["Upload-Refusal"])
    assert not StoredFile.objects.exists()
    assert not [path for path in disk.rglob("*") if path.is_file()]


@pytest.mark.parametrize("mark", ["x", "A" * 64, "a" * 63, "a" * 65])
def test_a_fingerprint_that_is_none_is_400(tus, mark):
    pairs = {"filename": "sepatu.bin", "purpose": "shoe-box", "target": "box"}
    header = metadata_header(**pairs, fingerprint=mark)
    assert tus.create(10, Upload_Metadata=header).status_code == 400
    assert not Upload.objects.exists()


def give_up(client: Client, url: str, back: str = "/usulan/"):
    return client.post(reverse("upload-cancel", args=[url.split("/")[-2]]), {"next": back})


def test_a_button_gives_it_up_without_javascript(tus, disk):
    url = started(tus, SHOE, "")
    tus.patch(url, 0, SHOE[:1000])
    answer = give_up(tus.client, url)
    assert (answer.status_code, answer["Location"]) == (302, "/usulan/")
    assert Upload.objects.get().state == Upload.State.CANCELLED
    assert not [path for path in disk.rglob("*") if path.is_file()]
    assert give_up(tus.client, url).status_code == 302


def test_the_way_back_stays_in_the_portal(tus):
    answer = give_up(tus.client, started(tus, SHOE, ""), "https://example.org/")
    assert answer["Location"] == reverse("home")


def test_a_stranger_finds_no_button(tus, stranger):
    url = started(tus, SHOE, "")
    client = Client()
    client.force_login(stranger)
    assert give_up(client, url).status_code == 404
    assert Upload.objects.get().state == Upload.State.OPEN
