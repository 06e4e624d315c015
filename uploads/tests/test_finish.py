"""The end of an upload: once, whole, or refused with a reason."""

import hashlib
import io
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import unquote

import pytest
from django.db import connection
from django.utils import timezone

from conftest import race
from uploads import storage, workflow
from uploads.body import Body
from uploads.errors import Busy, Gone, NotAdmitted, UploadError
from uploads.models import StoredFile, Upload

SHOE = b"SHOE" + b"left" * 1000


@pytest.mark.django_db
def test_a_file_that_is_not_what_it_should_be_is_refused_with_its_sentence(tus, disk):
    url = tus.started(4)
    response = tus.patch(url, 0, b"BOOT")
    assert (response.status_code, response.content.decode()) == (422, "Ini bukan sepatu.")
    upload = Upload.objects.get()
    assert (upload.state, upload.refusal) == (Upload.State.REFUSED, "Ini bukan sepatu.")
    assert not StoredFile.objects.exists()
    assert not [path for path in disk.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_client_that_missed_the_refusal_is_told_again(tus):
    url = tus.started(4)
    tus.patch(url, 0, b"BOOT")
    for response in (tus.head(url), tus.patch(url, 4, b"")):
        assert response.status_code == 422
        assert response["Upload-State"] == "refused"
        assert unquote(response["Upload-Refusal"]) == "Ini bukan sepatu."


@pytest.mark.django_db
def test_a_purpose_may_refuse_at_the_very_end(tus, box, disk):
    box.refuse_received = "Kotak sudah penuh."
    response = tus.send(SHOE)
    assert (response.status_code, response.content.decode()) == (422, "Kotak sudah penuh.")
    assert not StoredFile.objects.exists()
    assert not [path for path in disk.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_finishing_twice_does_it_once(tus, box, owner):
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE)
    upload = Upload.objects.get()
    again = workflow.finish(upload_id=upload.pk, user=owner, at=timezone.now())
    assert again.file_id == upload.file_id
    repeated = tus.patch(url, len(SHOE), b"")
    assert (repeated.status_code, repeated["Upload-State"]) == (204, "done")
    assert tus.head(url)["Upload-File"] == repeated["Upload-File"]
    assert box.got == [StoredFile.objects.get()]


@pytest.mark.django_db
@pytest.mark.parametrize("stranger_piece", [0, 1, 2, 3])
def test_the_hash_is_that_of_the_disk_whichever_process_took_a_piece(tus, box, stranger_piece):
    pieces = [SHOE[start : start + 1001] for start in range(0, 4004, 1001)]
    url = tus.started(len(SHOE))
    upload = Upload.objects.get()
    offset = 0
    for number, piece in enumerate(pieces):
        if number == stranger_piece:
            written_by_another(upload.pk, offset, piece)
            Upload.objects.update(offset=offset + len(piece))
        else:
            tus.patch(url, offset, piece)
        offset += len(piece)
    tus.head(url)
    assert box.got[0].sha256 == hashlib.sha256(SHOE).hexdigest()


def written_by_another(pk: uuid.UUID, offset: int, piece: bytes) -> None:
    storage.make_room(storage.part_path(pk))
    with storage.alone(storage.part_path(pk)) as part:
        storage.write_at(part or 0, offset, [piece])


@pytest.mark.django_db
def test_a_piece_that_was_not_kept_leaves_no_trace_in_the_hash(tus, box, monkeypatch):
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE[:1000])
    with monkeypatch.context() as broken:
        broken.setattr(storage.os, "fsync", raises(OSError(storage.errno.ENOSPC, "full")))
        assert tus.patch(url, 1000, b"x" * 1000).status_code == 507
    tus.patch(url, 1000, SHOE[1000:])
    assert box.got[0].sha256 == hashlib.sha256(SHOE).hexdigest()


def raises(error: Exception) -> Callable[[int], None]:
    def raising(_descriptor: int) -> None:
        raise error

    return raising


@pytest.mark.django_db
def test_an_accepted_file_cannot_be_cancelled(tus):
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE)
    assert tus.delete(url).status_code == 409
    assert StoredFile.objects.get().absolute_path.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("moved", [False, True])
def test_a_finish_that_was_cut_short_is_made_up_for(tus, box, moved):
    """Killed with all bytes on disk, before or after the move into the store."""
    url = tus.started(len(SHOE))
    upload = Upload.objects.get()
    part = storage.part_path(upload.pk)
    part.write_bytes(SHOE)
    Upload.objects.update(offset=len(SHOE))
    if moved:
        storage.settle(part, storage.stored_name(upload.pk))
    response = tus.head(url)
    assert (response["Upload-Offset"], response["Upload-State"]) == (str(len(SHOE)), "done")
    assert box.got[0].absolute_path.read_bytes() == SHOE


@pytest.mark.django_db
def test_bytes_that_vanished_before_the_end_are_a_refusal_not_a_crash(tus):
    url = tus.started(len(SHOE))
    Upload.objects.update(offset=len(SHOE))
    assert tus.head(url).status_code == 422
    assert "hilang di server" in Upload.objects.get().refusal


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["patch", "finish", "delete"])
def test_a_second_writer_is_423_and_writes_nothing(tus, owner, deed):
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE[:100])
    with storage.alone(storage.part_path(Upload.objects.get().pk)):
        if deed == "patch":
            assert tus.patch(url, 100, SHOE[100:]).status_code == 423
        elif deed == "delete":
            assert tus.delete(url).status_code == 423
        else:
            with pytest.raises(Busy):
                workflow.finish(upload_id=Upload.objects.get().pk, user=owner, at=timezone.now())
        assert Upload.objects.get().offset == 100
        assert tus.head(url)["Upload-Offset"] == "100"
    assert tus.patch(url, 100, SHOE[100:])["Upload-State"] == "done"


@pytest.mark.django_db(transaction=True)
def test_a_silent_client_does_not_keep_its_own_next_try_out(tus, owner):
    """The line of the first try hangs; the second one goes on and the first can't spoil it."""
    url = tus.started(len(SHOE))
    upload = Upload.objects.get()
    line = HangingLine(SHOE[:500])
    refused: list[UploadError] = []

    def first_try() -> None:
        try:
            workflow.append(
                upload_id=upload.pk,
                user=owner,
                offset=0,
                body=Body(line, len(SHOE)),
                at=timezone.now(),
            )
        except UploadError as error:
            refused.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=first_try)
    thread.start()
    assert line.hangs.wait(30)
    assert tus.patch(url, 0, SHOE)["Upload-State"] == "done"
    line.goes_on.set()
    thread.join()
    assert len(refused) == 1
    assert StoredFile.objects.get().absolute_path.read_bytes() == SHOE


class HangingLine:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.hangs, self.goes_on = threading.Event(), threading.Event()

    def read(self, size: int, /) -> bytes:
        if self.content:
            block, self.content = self.content, b""
            return block
        self.hangs.set()
        self.goes_on.wait(30)
        return b""


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_file(tus, box, owner):
    url = tus.started(len(SHOE))
    upload = Upload.objects.get()
    start = threading.Barrier(6)

    def write() -> None:
        start.wait(30)
        try:
            workflow.append(
                upload_id=upload.pk,
                user=owner,
                offset=0,
                body=Body(io.BytesIO(SHOE), len(SHOE)),
                at=timezone.now(),
            )
        except UploadError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tus.head(url)["Upload-State"] == "done"
    assert [file.absolute_path.read_bytes() for file in box.got] == [SHOE]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [Upload.State.CANCELLED, Upload.State.EXPIRED])
def test_a_piece_that_is_written_while_its_upload_ends_counts_for_nothing(tus, owner, state):
    tus.patch(tus.started(len(SHOE)), 0, SHOE[:100])
    upload = Upload.objects.get()
    at = timezone.now()
    ended = {"state": state, "finished_at": at}

    class EndsMeanwhile(Body):
        def pieces(self):
            def blocks():
                yield SHOE[100:200]
                Upload.objects.update(**ended)

            yield blocks(), 100

    body = EndsMeanwhile(io.BytesIO(), 100)
    with pytest.raises(Gone if state == Upload.State.CANCELLED else UploadError):
        workflow.append(upload_id=upload.pk, user=owner, offset=100, body=body, at=at)
    assert Upload.objects.get().offset == 100


def test_a_writer_that_was_killed_keeps_nobody_out(tmp_path):
    place = tmp_path / "part"
    place.touch()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(place)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "held\n"
        with pytest.raises(storage.Taken), storage.alone(place):
            pass
        writer.kill()
    with storage.alone(place) as part:
        assert part is not None


HOLDING = """
import fcntl, os, sys, time
fcntl.flock(os.open(sys.argv[1], os.O_RDWR), fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


def test_a_file_whose_bytes_were_lost_is_healed_by_sending_it_again(box, owner, monkeypatch):
    monkeypatch.setattr(box, "standing", lambda target: StoredFile.objects.filter(target=target))
    first, again = (whole_upload(owner) for _ in range(2))
    deed = {"user": owner, "at": timezone.now()}
    lost = workflow.finish(upload_id=first.pk, **deed).file
    lost.absolute_path.unlink()

    healed = workflow.finish(upload_id=again.pk, **deed).file

    assert healed.sha256 == lost.sha256
    assert healed.is_whole


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_the_same_bytes_that_end_together_are_one_file(box, owner, monkeypatch):
    """Whoever is received waits a moment for the other one: behind the lock nobody comes."""
    both = threading.Barrier(2)

    def received(file, user, target, at):
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)

    monkeypatch.setattr(box, "received", received)
    monkeypatch.setattr(box, "standing", lambda target: StoredFile.objects.filter(target=target))
    ids = [whole_upload(owner).pk for _ in range(2)]

    def finish() -> str:
        try:
            return workflow.finish(upload_id=ids.pop(), user=owner, at=timezone.now()).state
        except NotAdmitted as error:
            return error.sentence

    said = sorted(race(finish))
    assert said == ["Berkas yang sama sudah ada di sini, jadi tidak disimpan lagi.", "selesai"]
    assert StoredFile.objects.count() == 1


def whole_upload(owner) -> Upload:
    """An upload with all its bytes that nobody has finished yet."""
    upload = workflow.begin(
        user=owner,
        purpose="shoe-box",
        target="box",
        original_name="sepatu.bin",
        length=len(SHOE),
        at=timezone.now(),
    )
    storage.part_path(upload.pk).write_bytes(SHOE)
    Upload.objects.filter(pk=upload.pk).update(offset=len(SHOE))
    return upload
