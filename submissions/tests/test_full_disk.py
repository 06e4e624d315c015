"""A disk that is really full: a small one of its own, filled to the last byte."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import complete, stored
from downloads import makers
from downloads.making import PAUSE as WAITS
from downloads.making import make
from downloads.models import PASSING_FILE, Order
from downloads.tests.following import fetch
from downloads.workflow import order as order_file
from inovasi.demo.files import film, statement_pdf
from inovasi.lib.work import WorkState
from submissions import attachments, workflow
from submissions.media.containers import read_facts
from submissions.models import Video
from submissions.orders import PACKET, packet_arguments
from submissions.processing import PAUSE, process_video
from uploads.models import StoredFile, Upload
from uploads.tests.tus import Tus

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk"),
]

MIB = 1024 * 1024


class SmallDisk:
    """Four megabytes for all files of the portal."""

    def __init__(self, place: Path) -> None:
        self.place, self._ballast = place, place / "ballast"

    def fill(self) -> None:
        with self._ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                return

    def empty(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(settings) -> Iterator[SmallDisk]:
    place = Path(settings.STORAGE_DIR)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], check=True)
    (place / "incoming").mkdir()
    try:
        yield SmallDisk(place)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def clip(tmp_path) -> bytes:
    return film(tmp_path / "film.mp4", Random(1), seconds=1).read_bytes()


@pytest.mark.fault("The disk is really full in the middle of an upload")
def test_an_upload_goes_on_where_the_disk_was_full(disk, submission, owner, sign_in, clip):
    tus = Tus(sign_in(owner))
    url = tus.started(len(clip), name="film.mp4", purpose="video", target=str(submission.pk))
    assert tus.patch(url, 0, clip[:5000]).status_code == 204
    disk.fill()

    full = tus.patch(url, 5000, clip[5000:])

    assert full.status_code == 507
    assert "penuh" in full.text
    assert Upload.objects.get().offset == 5000
    disk.empty()
    assert tus.patch(url, 5000, clip[5000:])["Upload-State"] == "done"
    assert StoredFile.objects.get().absolute_path.read_bytes() == clip


@pytest.mark.fault("The disk is really full when a form brings a file")
def test_a_form_says_that_the_disk_is_full(disk, submission, owner, sign_in):
    section = submission.group.sections.get(number="5")
    path = f"/usulan/{submission.pk}/bagian/{section.pk}/bukti/"
    browser = sign_in(owner)
    browser.raise_request_exception = False
    disk.fill()

    def send():
        file = SimpleUploadedFile("bukti.pdf", statement_pdf(["Laporan"] * 200))
        return browser.post(path, {"file": file}, follow=True)

    full = send()

    assert full.status_code == 507
    assert "penuh" in full.text
    assert not StoredFile.objects.exists()
    disk.empty()
    send()
    assert StoredFile.objects.filter(purpose="evidence").count() == 1


def test_a_packet_that_would_fill_the_disk_is_not_begun(disk, submission, owner, settings, at):
    """It counts its files first: half a packet would take the room of what arrives meanwhile."""
    complete(submission, owner)
    workflow.submit(submission, user=owner, at=at)
    about = packet_arguments(snapshot := submission.snapshots.get())
    order = order_file(
        makers.get(PACKET), arguments=about, source=snapshot.sha256, user=owner, door="/", at=at
    )
    files = sum(size for size in StoredFile.objects.values_list("size", flat=True))
    free = shutil.disk_usage(settings.STORAGE_DIR).free
    settings.STORAGE_RESERVE_BYTES = free - files + 1

    assert not make(order.pk, clock=lambda: at)

    order.refresh_from_db()
    assert (order.state, order.attempts) == (WorkState.WAITING, 0)
    settings.STORAGE_RESERVE_BYTES = free - files
    assert make(order.pk, clock=lambda: at + WAITS)


@pytest.mark.fault("The disk is really full while a film is made playable")
def test_a_film_waits_for_room(disk, submission, owner, clip, at):
    file = stored("video", str(submission.pk), owner, clip, "video/mp4")
    facts = read_facts(file.absolute_path)
    video = attachments.attach_video(submission, file, facts, user=owner, at=at)
    disk.fill()

    assert not process_video(video.pk, at=at)

    video.refresh_from_db()
    assert (video.state, video.attempts) == (WorkState.WAITING, 0)
    assert "penuh" in video.last_error
    disk.empty()
    assert process_video(video.pk, at=at + PAUSE)
    assert Video.objects.get().state == WorkState.DONE


@pytest.mark.fault("The disk is really full while a worker packs an entry")
def test_a_packet_waits_for_room(disk, submission, owner, sign_in, at):
    complete(submission, owner)
    workflow.submit(submission, user=owner, at=at)
    browser = sign_in(owner)
    browser.raise_request_exception = False
    path = f"/usulan/{submission.pk}/paket/"
    disk.fill()

    full = fetch(browser, path)

    order = Order.objects.get()
    assert (order.state, order.attempts) == (WorkState.WAITING, 0)
    assert "penuh" in browser.get(full.url).text
    assert not StoredFile.objects.filter(purpose=PASSING_FILE).exists()
    assert browser.get(f"/usulan/{submission.pk}/").status_code == 200
    disk.empty()
    assert make(order.pk, clock=lambda: at + WAITS)
    assert fetch(browser, path).getvalue().startswith(b"PK")
