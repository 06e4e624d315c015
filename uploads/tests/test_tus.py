"""The tus endpoint, request by request."""

import base64
import hashlib
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from uploads import storage
from uploads.models import StoredFile, Upload
from uploads.tests.tus import BrokenLine, Tus

pytestmark = pytest.mark.django_db

SHOE = b"SHOE" + b"0123456789" * 20_000


def bytes_on_disk(disk) -> list[bytes]:
    return [path.read_bytes() for path in sorted(disk.rglob("*")) if path.is_file()]


def test_a_file_in_pieces_arrives_whole(tus, box, owner, disk):
    url = tus.started(len(SHOE))
    assert tus.head(url)["Upload-Offset"] == "0"
    assert tus.patch(url, 0, SHOE[:70_000])["Upload-Offset"] == "70000"
    assert tus.head(url)["Upload-Offset"] == "70000"
    last = tus.patch(url, 70_000, SHOE[70_000:])
    assert (last.status_code, last["Upload-State"]) == (204, "done")
    file = StoredFile.objects.get()
    assert box.got == [file]
    assert last["Upload-File"] == reverse("file", args=[file.pk])
    assert file.absolute_path.read_bytes() == SHOE
    assert (file.size, file.sha256) == (len(SHOE), hashlib.sha256(SHOE).hexdigest())
    assert (file.owner, file.original_name) == (owner, "sepatu.bin")
    assert bytes_on_disk(disk) == [SHOE]


def test_the_first_bytes_may_come_with_the_creation(tus):
    response = tus.create(len(SHOE), body=SHOE[:1000])
    assert (response.status_code, response["Upload-Offset"]) == (201, "1000")
    assert tus.patch(response["Location"], 1000, SHOE[1000:])["Upload-State"] == "done"


def test_the_location_is_a_path_and_the_end_of_time_is_told(tus):
    response = tus.create(10)
    assert response["Location"].startswith("/")
    assert response["Upload-Expires"].endswith("GMT")
    assert "no-store" in response["Cache-Control"]


def test_options_tells_the_protocol(tus):
    response = tus.client.options(reverse("upload-create"))
    assert (response.status_code, response["Tus-Version"]) == (204, "1.0.0")
    for extension in ("creation", "expiration", "termination", "checksum"):
        assert extension in response["Tus-Extension"].split(",")


def test_another_version_is_412(tus):
    response = tus.client.post(reverse("upload-create"), headers={"Tus-Resumable": "0.2.2"})
    assert (response.status_code, response["Tus-Version"]) == (412, "1.0.0")


def test_without_signing_in_nothing_is_written(tus):
    url = tus.started(10)
    response = Tus(Client()).patch(url, 0, b"SHOE")
    assert response.status_code in {401, 403}
    assert Upload.objects.get().offset == 0


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_a_stranger_finds_nothing(tus, stranger, method):
    url = tus.started(10)
    client = Client()
    client.force_login(stranger)
    response = Tus(client).request(method, url, b"SHOE", Upload_Offset="0")
    assert response.status_code == 404
    upload = Upload.objects.get()
    assert (upload.offset, upload.state) == (0, Upload.State.OPEN)


@pytest.mark.parametrize("target", ["other", "", "x" * 65, "box\x00", "box\n"])
def test_somebody_elses_target_does_not_exist(tus, target):
    assert tus.create(10, target=target).status_code == 404
    assert not Upload.objects.exists()


def test_an_unknown_purpose_does_not_exist(tus):
    assert tus.create(10, purpose="hat-box").status_code == 404


def test_a_closed_phase_says_so(tus, box):
    box.closed = "Masa pengisian berakhir 1 Mei."
    response = tus.create(10)
    assert (response.status_code, response.content.decode()) == (403, box.closed)


def test_a_right_that_was_lost_on_the_way_stops_the_upload(tus, box, disk):
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE[:1000])
    box.closed = "Masa pengisian berakhir 1 Mei."
    response = tus.patch(url, 1000, SHOE[1000:])
    assert (response.status_code, response.content.decode()) == (403, box.closed)
    assert bytes_on_disk(disk) == [SHOE[:1000]]
    assert Upload.objects.get().offset == 1000


@pytest.mark.parametrize("length", ["", "-1", "1e3", "٣", "9" * 30])
def test_a_length_that_is_no_number_is_400(tus, length):
    assert tus.create(length).status_code == 400


@pytest.mark.parametrize("metadata", ["filename %%%", "filename " + "/w==", "filename AAA"])
def test_metadata_that_cannot_be_read_is_400(tus, metadata):
    assert tus.create(10, Upload_Metadata=metadata).status_code == 400


def test_too_large_is_refused_before_a_byte_is_sent(tus, box):
    box.max_bytes = 100
    response = tus.create(101)
    assert response.status_code == 413
    assert "batasnya" in response.content.decode()


def test_an_empty_file_and_a_wrong_extension_are_refused_at_once(tus):
    assert tus.create(0).status_code == 422
    response = tus.create(10, name="virus.exe")
    assert response.status_code == 422
    assert ".bin" in response.content.decode()


def test_more_than_was_announced_is_413(tus, disk):
    url = tus.started(10)
    assert tus.patch(url, 0, b"SHOE" * 3).status_code == 413
    assert bytes_on_disk(disk) == []


@pytest.mark.fault("The disk has no space left during an upload")
def test_no_space_is_507_at_the_start_and_on_the_way(tus, settings, disk):
    url = tus.started(len(SHOE))
    settings.STORAGE_RESERVE_BYTES = 1 << 60
    assert tus.create(10).status_code == 507
    assert tus.patch(url, 0, SHOE).status_code == 507
    assert bytes_on_disk(disk) == []
    settings.STORAGE_RESERVE_BYTES = 0
    assert tus.patch(url, 0, SHOE).status_code == 204


def test_a_disk_that_fills_up_while_writing_keeps_what_it_had(tus, monkeypatch, disk):
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE[:1000])
    monkeypatch.setattr(storage.os, "pwrite", full_after(500))
    assert tus.patch(url, 1000, SHOE[1000:]).status_code == 507
    monkeypatch.undo()
    assert bytes_on_disk(disk) == [SHOE[:1000]]
    assert tus.patch(url, 1000, SHOE[1000:]).status_code == 204


def full_after(count: int):
    write, left = storage.os.pwrite, [count]

    def pwrite(descriptor: int, data: memoryview, offset: int) -> int:
        if not left[0]:
            raise OSError(storage.errno.ENOSPC, "full")
        part = data[: left[0]]
        left[0] -= len(part)
        return write(descriptor, part, offset)

    return pwrite


@pytest.mark.parametrize("offset", [0, 999, 1001, 200_003])
def test_a_wrong_offset_is_409_and_writes_nothing(tus, disk, offset):
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE[:1000])
    assert tus.patch(url, offset, b"x").status_code == 409
    assert bytes_on_disk(disk) == [SHOE[:1000]]
    assert tus.head(url)["Upload-Offset"] == "1000"


def test_patch_needs_its_content_type_and_its_offset(tus):
    url = tus.started(10)
    assert tus.patch(url, 0, b"SHOE", Content_Type="text/plain").status_code == 415
    assert tus.request("PATCH", url, b"SHOE").status_code == 400


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_checksum_is_compared(tus, disk, algorithm):
    url = tus.started(len(SHOE))
    digest = base64.b64encode(hashlib.new(algorithm, SHOE).digest()).decode()
    damaged = SHOE[:-1] + b"x"
    refused = tus.patch(url, 0, damaged, Upload_Checksum=f"{algorithm} {digest}")
    assert refused.status_code == 460
    assert bytes_on_disk(disk) == []
    accepted = tus.patch(url, 0, SHOE, Upload_Checksum=f"{algorithm} {digest}")
    assert accepted["Upload-State"] == "done"


@pytest.mark.parametrize("checksum", ["md5 AAAA", "sha256", "sha256 %%%"])
def test_a_checksum_that_cannot_be_checked_is_400_or_460(tus, checksum):
    url = tus.started(10)
    assert tus.patch(url, 0, b"SHOE", Upload_Checksum=checksum).status_code in {400, 460}
    assert Upload.objects.get().offset == 0


@pytest.mark.parametrize("line", [io.BytesIO, BrokenLine])
def test_the_bytes_before_a_broken_line_are_kept(tus, line):
    url = tus.started(len(SHOE))
    tus.cut(url, 0, len(SHOE), line(SHOE[:12_345]))
    assert tus.head(url)["Upload-Offset"] == "12345"
    assert tus.patch(url, 12_345, SHOE[12_345:])["Upload-State"] == "done"
    assert StoredFile.objects.get().absolute_path.read_bytes() == SHOE


@given(cuts=st.lists(st.tuples(st.integers(1, 90_000), st.booleans()), max_size=8))
@examples(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_cut_anywhere_the_file_is_the_same(tus, cuts):
    url = tus.started(len(SHOE))
    for size, breaks in cuts:
        offset = int(tus.head(url)["Upload-Offset"])
        piece = SHOE[offset : offset + size]
        if breaks:
            tus.cut(url, offset, len(SHOE) - offset, BrokenLine(piece))
        elif piece:
            tus.patch(url, offset, piece)
    offset = int(tus.head(url)["Upload-Offset"])
    tus.patch(url, offset, SHOE[offset:])
    upload = Upload.objects.get(pk=url.split("/")[-2])
    assert upload.file.absolute_path.read_bytes() == SHOE


def test_bytes_that_the_row_does_not_count_are_overwritten(tus):
    """Killed between the write and the commit: more lies on disk than the row says."""
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE[:1000])
    path = storage.part_path(Upload.objects.get().pk)
    path.write_bytes(SHOE[:1000] + b"half a piece")
    assert tus.patch(url, 1000, SHOE[1000:])["Upload-State"] == "done"
    assert StoredFile.objects.get().absolute_path.read_bytes() == SHOE


def test_bytes_that_the_disk_lost_are_asked_for_again(tus):
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE[:1000])
    storage.part_path(Upload.objects.get().pk).write_bytes(SHOE[:400])
    assert tus.patch(url, 1000, SHOE[1000:]).status_code == 409
    assert tus.head(url)["Upload-Offset"] == "400"
    assert tus.patch(url, 400, SHOE[400:])["Upload-State"] == "done"


def test_an_expired_upload_is_gone(tus):
    url = tus.started(10)
    upload = Upload.objects.get()
    Upload.objects.update(
        created_at=upload.created_at - timedelta(days=9),
        expires_at=upload.created_at - timedelta(days=2),
    )
    assert tus.head(url).status_code == 410
    assert tus.patch(url, 0, b"SHOE").status_code == 410
    assert Upload.objects.get().offset == 0


def test_each_piece_gives_an_upload_new_time(tus):
    url = tus.started(len(SHOE))
    upload = Upload.objects.get()
    before = upload.expires_at - timedelta(hours=2)
    Upload.objects.update(created_at=upload.created_at - timedelta(hours=2), expires_at=before)
    tus.patch(url, 0, SHOE[:1000])
    assert Upload.objects.get().expires_at > before


def test_cancelling_takes_the_bytes_away(tus, disk):
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE[:1000])
    assert tus.delete(url).status_code == 204
    assert bytes_on_disk(disk) == []
    assert tus.head(url).status_code == 410
    assert tus.delete(url).status_code == 410
    assert tus.patch(url, 1000, SHOE[1000:]).status_code == 410


def test_csrf_holds_for_patch_by_header(owner, box):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert Tus(client).create(10).status_code == 403
    client.cookies["csrftoken"] = token = "a" * 32
    assert Tus(client).create(10, X_CSRFToken=token).status_code == 201
