"""Entries whose files lie in the bucket: handed in, made playable and packed as before."""

import hashlib
import io
import json
from datetime import timedelta
from random import Random
from zipfile import ZipFile

import pytest

from conftest import complete, stored
from downloads.making import PAUSE, make
from downloads.models import Order
from downloads.tests.following import fetch
from inovasi.demo.files import film
from inovasi.lib.work import WorkState
from submissions import attachments, workflow
from submissions.media.containers import read_facts
from submissions.models import Video
from submissions.processing import process_video
from uploads import moving
from uploads.models import Move, StoredFile


@pytest.fixture(scope="module")
def mp4(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    return film(path, Random(1), seconds=1, size="1280x720").read_bytes()


@pytest.fixture
def video(submission, owner, mp4, at) -> Video:
    file = stored("video", str(submission.pk), owner, mp4, "video/mp4")
    with file.local() as path:
        facts = read_facts(path)
    return attachments.attach_video(submission, file, facts, user=owner, at=at)


def move_all(at) -> int:
    """How many went to the bucket."""
    moving.order(at)
    return sum(moving.carry_out(pk, at=at) for pk in Move.objects.values_list("pk", flat=True))


def test_a_film_stays_here_until_it_is_playable(bucket, video, at):
    assert move_all(at) == 0
    assert process_video(video.pk, at=at)
    assert move_all(at) == 4
    video.refresh_from_db()
    kept = {video.original_id, video.poster_id, video.playable_id, video.small_id}
    assert set(StoredFile.objects.filter(moved_at=at).values_list("pk", flat=True)) == kept
    assert StoredFile.objects.filter(moved_at=None).count() == 0


def test_a_film_that_was_given_up_can_be_made_playable_from_the_bucket(bucket, video, at):
    Video.objects.update(state=WorkState.FAILED)
    assert move_all(at) == 1
    Video.objects.revive(video.pk, at=at)
    bucket.stop()
    assert not process_video(video.pk, at=at)
    video.refresh_from_db()
    assert (video.state, video.attempts) == (WorkState.WAITING, 0)
    assert "tidak dapat dihubungi" in video.last_error
    bucket.start()
    assert process_video(video.pk, at=at + timedelta(hours=1))
    video.refresh_from_db()
    with video.playable.local() as path:
        assert read_facts(path).video_codec == "h264"


@pytest.mark.breaks("files_are_as_accepted")
def test_an_entry_is_handed_in_and_packed_from_the_bucket(bucket, submission, owner, at, sign_in):
    complete(submission, owner)
    Video.objects.update(state=WorkState.FAILED)
    assert move_all(at) == StoredFile.objects.count() > 1
    workflow.submit(submission, user=owner, at=at)
    answer = fetch(sign_in(owner), f"/usulan/{submission.pk}/paket/")
    archive = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    listed = json.loads(archive.read("manifes.json"))["berkas"]
    assert sum(each["nama"].startswith("berkas/") for each in listed) > 1
    for each in listed:
        assert hashlib.sha256(archive.read(each["nama"])).hexdigest() == each["sha256"]


def test_a_packet_waits_for_the_bucket(bucket, submission, owner, at, sign_in):
    complete(submission, owner)
    Video.objects.update(state=WorkState.FAILED)
    assert move_all(at) > 1
    workflow.submit(submission, user=owner, at=at)
    browser, path = sign_in(owner), f"/usulan/{submission.pk}/paket/"
    bucket.stop()

    answer = fetch(browser, path)

    order = Order.objects.get()
    assert (order.state, order.attempts) == (WorkState.WAITING, 0)
    assert "tidak dapat dihubungi" in browser.get(answer.url).text
    bucket.start()
    assert make(order.pk, clock=lambda: at + PAUSE)
    assert fetch(browser, path).getvalue().startswith(b"PK")
