"""Making a film playable: once, for whoever holds it, and with an end that the unit is told of."""

import signal
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import transaction

from conftest import enter, make_innovation, stored
from inovasi.demo.files import film
from inovasi.lib.verdict import Refused
from inovasi.lib.work import Heartbeat, LeaseLost, WorkState
from notifications.models import Message
from submissions import attachments
from submissions.attachments import retry_video
from submissions.media.containers import read_facts
from submissions.models import Submission, Video
from submissions.presentation import video_parts
from submissions.processing import LEASE, Making, process_video
from submissions.states import Status
from uploads import scanning
from uploads.models import Scan, StoredFile
from uploads.tests.test_stopped import killing


@pytest.fixture(scope="module")
def mp4(tmp_path_factory) -> bytes:
    return film(tmp_path_factory.mktemp("film") / "film.mp4", Random(1), seconds=1).read_bytes()


@pytest.fixture
def video(submission, owner, mp4, at) -> Video:
    file = stored("video", str(submission.pk), owner, mp4, "video/mp4")
    facts = read_facts(file.absolute_path)
    return attachments.attach_video(submission, file, facts, user=owner, at=at)


def broken(video: Video, content: bytes = b"film") -> Video:
    """The original as it would be after its disk lost it."""
    Path(video.original.absolute_path).write_bytes(content)
    return video


def test_a_film_becomes_playable_with_a_poster(video, mp4, at):
    assert process_video(video.pk, at=at)

    video.refresh_from_db()
    assert video.state == WorkState.DONE
    assert read_facts(video.playable.absolute_path).video_codec == "h264"
    assert video.poster.absolute_path.read_bytes().startswith(b"\xff\xd8")
    assert video.original.absolute_path.read_bytes() == mp4


def test_a_large_film_also_gets_a_copy_for_the_thrifty(submission, owner, tmp_path, at):
    content = film(tmp_path / "film.mp4", Random(1), seconds=1, size="1280x720").read_bytes()
    file = stored("video", str(submission.pk), owner, content, "video/mp4")
    facts = read_facts(file.absolute_path)
    video = attachments.attach_video(submission, file, facts, user=owner, at=at)

    assert process_video(video.pk, at=at)

    video.refresh_from_db()
    small = read_facts(video.small.absolute_path)
    assert (small.width, small.height) == (640, 360)
    assert video.small.size < video.playable.size
    assert video.small.original_name.endswith("-360p.mp4")


def test_what_an_earlier_try_made_is_kept(video, at):
    process_video(video.pk, at=at)
    video.refresh_from_db()
    kept = (video.playable, video.poster)
    Video.objects.filter(pk=video.pk).update(state=WorkState.RUNNING, lease_until=at, poster=None)

    assert process_video(video.pk, at=at)

    video.refresh_from_db()
    assert video.playable == kept[0]
    assert video.poster not in {None, kept[1]}


def test_no_decoder_sees_a_film_before_the_scanner_has(video, scanner, at):
    scanning.order(video.original, at)

    assert not process_video(video.pk, at=at)
    assert not Video.objects.due(at).exists()
    video.refresh_from_db()
    assert (video.attempts, video.poster) == (0, None)
    assert "menunggu pemeriksaan virus" in video_parts(video)["state"]

    scanning.carry_out(Scan.objects.get().pk, at=at)
    assert process_video(video.pk, at=at)


def test_an_infected_film_is_never_decoded_and_the_unit_is_told_once(video, scanner, owner, at):
    scanner.says = b"stream: Eicar-Test-Signature FOUND\0"
    scanning.order(video.original, at)
    scanning.carry_out(Scan.objects.get().pk, at=at)

    assert not process_video(video.pk, at=at)

    video.refresh_from_db()
    assert (video.state, video.poster) == (WorkState.FAILED, None)
    assert "virus" in video_parts(video)["state"]
    letters = Message.objects.filter(recipient=owner)
    assert [letter.key for letter in letters] == [f"file-infected:{video.original_id}"]


def test_a_second_ring_makes_nothing_more(video, at):
    process_video(video.pk, at=at)
    files = StoredFile.objects.count()

    assert not process_video(video.pk, at=at + timedelta(days=1))
    assert StoredFile.objects.count() == files


def test_a_worker_that_lost_its_lease_files_nothing(video, owner, at):
    slow = Video.objects.claim(video.pk, at=at, lease=LEASE)
    process_video(video.pk, at=at + LEASE)
    video.refresh_from_db()
    kept = video.playable

    assert not slow.complete(playable=video.poster)
    for deed in (slow.hold, lambda: slow.note(playable=video.poster)):
        with pytest.raises(LeaseLost), transaction.atomic():
            deed()
    video.refresh_from_db()
    assert video.playable == kept


def test_a_worker_that_is_overtaken_leaves_no_file(video, tmp_path, at):
    slow = Video.objects.claim(video.pk, at=at, lease=LEASE)
    process_video(video.pk, at=at + LEASE)
    files = set(StoredFile.objects.values_list("pk", flat=True))

    for pulse in (Heartbeat(slow, at=at, lease=LEASE), lambda: None):
        with pytest.raises(LeaseLost):
            Making(slow, tmp_path, pulse, at).everything()

    assert set(StoredFile.objects.values_list("pk", flat=True)) == files


def test_a_dead_worker_keeps_a_film_for_less_than_a_minute(video, at):
    Video.objects.claim(video.pk, at=at, lease=LEASE)
    pause = timedelta(seconds=settings.CELERY_BEAT_SCHEDULE["sweep-videos"]["schedule"])

    assert LEASE + pause < timedelta(minutes=1)
    assert Video.objects.due(at + LEASE).get() == video


def test_a_film_that_cannot_be_read_ends_with_a_letter(video, owner, at):
    assert not process_video(broken(video).pk, at=at)

    video.refresh_from_db()
    assert video.state == WorkState.FAILED
    assert video.last_error
    assert Message.objects.filter(recipient=owner, key=f"video-failed:{video.pk}").count() == 1


def test_a_file_that_is_away_is_tried_again(video, at):
    video.original.absolute_path.unlink()

    assert not process_video(video.pk, at=at)

    video.refresh_from_db()
    assert video.state == WorkState.WAITING
    assert video.next_try_at > at


def test_a_file_that_stays_away_ends_with_a_letter(video, owner, at):
    video.original.absolute_path.unlink()
    for attempt in range(Video.MAX_ATTEMPTS):
        process_video(video.pk, at=at + timedelta(days=attempt))

    video.refresh_from_db()
    assert (video.state, video.lease) == (WorkState.FAILED, None)
    assert Message.objects.filter(recipient=owner, key=f"video-failed:{video.pk}").count() == 1


def test_a_film_that_kills_every_worker_ends_with_a_letter(video, owner, at):
    for attempt in range(Video.MAX_ATTEMPTS):
        Video.objects.claim(video.pk, at=at + attempt * LEASE, lease=LEASE)

    assert not process_video(video.pk, at=at + Video.MAX_ATTEMPTS * LEASE)

    video.refresh_from_db()
    assert (video.state, video.lease) == (WorkState.FAILED, None)
    assert "berhenti berkali-kali" in video.last_error
    assert Message.objects.filter(key=f"video-failed:{video.pk}").count() == 1
    assert not Video.objects.due(at + timedelta(days=400)).exists()


def test_the_unit_lets_a_failed_film_be_tried_again(video, owner, mp4, at):
    process_video(broken(video).pk, at=at)
    broken(video, mp4)

    retry_video(video, user=owner, at=at)

    assert process_video(video.pk, at=at)


def test_a_film_may_be_tried_again_after_the_entry_was_handed_in(video, submission, owner, at):
    process_video(broken(video).pk, at=at)
    Submission.objects.filter(pk=submission.pk).update(
        status=Status.SUBMITTED, sequence=1, submitted_at=at
    )

    retry_video(video, user=owner, at=at)

    video.refresh_from_db()
    assert (video.state, video.attempts) == (WorkState.WAITING, 0)


def test_a_settled_entry_is_left_alone(video, submission, owner, at):
    process_video(broken(video).pk, at=at)
    Submission.objects.filter(pk=submission.pk).update(
        status=Status.FAILED, sequence=1, submitted_at=at
    )

    with pytest.raises(Refused, match="sudah selesai"):
        retry_video(Video.objects.get(pk=video.pk), user=owner, at=at)


def test_the_state_says_how_long_and_who_comes_first(video, submission, owner, mp4, at):
    assert "perkiraan 1 menit" in video_parts(video)["state"]
    Video.objects.filter(pk=video.pk).update(seconds=200)
    other = make_innovation(owner, submission.unit, "Perahu Kedua")
    later = enter(other, submission.edition, owner)
    file = stored("video", str(later.pk), owner, mp4, "video/mp4")
    queued = attachments.attach_video(
        later, file, read_facts(file.absolute_path), user=owner, at=at
    )

    words = video_parts(queued)["state"]
    assert "perkiraan 4 menit" in words
    assert "1 video lain diproses lebih dulu" in words


def test_a_film_that_is_ready_is_not_made_again(video, owner, at):
    process_video(video.pk, at=at)

    retry_video(video, user=owner, at=at)

    video.refresh_from_db()
    assert video.state == WorkState.DONE


def test_a_stranger_cannot_have_it_tried_again(video, stranger, at):
    with pytest.raises(Refused, match="anggota unit pemilik"):
        retry_video(video, user=stranger, at=at)


def test_a_newer_film_replaces_and_keeps_the_older(video, submission, owner, mp4, at):
    file = stored("video", str(submission.pk), owner, mp4, "video/mp4")
    facts = read_facts(file.absolute_path)

    newer = attachments.attach_video(submission, file, facts, user=owner, at=at)

    video.refresh_from_db()
    assert submission.current_video == newer
    assert video.replaced_at == at
    assert video.original.absolute_path.exists()


@pytest.mark.fault("ffmpeg is killed from outside, or asked to end", times=2)
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_a_film_whose_ffmpeg_was_stopped_is_not_called_broken(submission, owner, tmp_path, at, by):
    content = film(tmp_path / "film.mp4", Random(1), seconds=4, size="1280x720").read_bytes()
    file = stored("video", str(submission.pk), owner, content, "video/mp4")
    with file.local() as path:
        video = attachments.attach_video(submission, file, read_facts(path), user=owner, at=at)
    Video.objects.update(poster=file)

    with killing("ffmpeg", 1, by) as killed:
        assert not process_video(video.pk, at=at)
    assert len(killed) == 1
    video.refresh_from_db()
    assert (video.state, video.attempts) == (WorkState.WAITING, 1)
    assert "tidak salah" in video.last_error
    assert "rusak" not in video_parts(video)["state"]
    assert not Message.objects.filter(letter="submissions/video_failed").exists()

    assert process_video(video.pk, at=at + timedelta(hours=1))
    video.refresh_from_db()
    assert video.state == WorkState.DONE
