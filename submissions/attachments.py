"""Deeds about the files of an entry: filing what came in, and making videos playable."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from competitions.models import DocumentRule
from inovasi.lib.verdict import demand
from inovasi.lib.work import SPENT, WorkState, ring
from submissions import notices
from submissions.media.containers import Facts, NotAVideo, read_facts
from submissions.media.ffmpeg import ProcessingFailed, make_playable, make_poster
from submissions.models import Attachment, Submission, Video
from submissions.permissions import may_write
from units.models import User
from uploads.models import StoredFile
from uploads.storage import work_folder
from uploads.workflow import keep

logger = logging.getLogger(__name__)

PROCESS = "submissions.tasks.process_video"
LEASE = timedelta(minutes=30)


@transaction.atomic
def attach(
    submission: Submission, rule: DocumentRule, file: StoredFile, *, user: User, at: datetime
) -> Attachment:
    """File a document under its rule; an earlier one is kept but no longer current."""
    _demand_write(submission, user, at)
    submission.attachments.filter(rule=rule, replaced_at=None).update(replaced_at=at)
    return Attachment.objects.create(submission=submission, rule=rule, file=file, added_at=at)


@transaction.atomic
def attach_video(
    submission: Submission, file: StoredFile, facts: Facts, *, user: User, at: datetime
) -> Video:
    """Take `file` as the entry's video and have a worker make it playable."""
    _demand_write(submission, user, at)
    submission.videos.filter(replaced_at=None).update(replaced_at=at)
    video = Video.objects.create(
        submission=submission,
        original=file,
        seconds=round(facts.seconds, 2),
        width=facts.width,
        height=facts.height,
        added_at=at,
        next_try_at=at,
    )
    ring(PROCESS, video.pk)
    return video


@transaction.atomic
def retry_video(video: Video, *, user: User, at: datetime) -> None:
    """Let a worker try again after it gave up."""
    _demand_write(video.submission, user, at)
    failed = Video.objects.filter(pk=video.pk, state=WorkState.FAILED)
    if failed.update(state=WorkState.WAITING, attempts=0, next_try_at=at):
        ring(PROCESS, video.pk)


def process_video(pk: int, *, at: datetime) -> bool:
    """Make video `pk` playable if it is due and nobody else holds it. True when it is ready.

    What can't be processed stays with its original; the unit is told in a letter.
    """
    video = Video.objects.claim(pk, at=at, lease=LEASE)
    if video is None:
        return False
    if video.is_spent:
        _give_up(video, str(SPENT), at)
        return False
    with work_folder() as folder:
        try:
            return _process(video, Path(folder), at)
        except ProcessingFailed as error:
            logger.warning("video %s: %s", pk, error.detail)
            _give_up(video, error.sentence, at)
        except NotAVideo as error:
            logger.warning("video %s is no longer what came in: %s", pk, error)
            _give_up(video, error.sentence, at)
        except OSError as error:
            logger.warning("video %s will be tried again: %s", pk, error)
            video.try_later(str(error), at=at)
    return False


@transaction.atomic
def _give_up(video: Video, sentence: str, at: datetime) -> None:
    if video.give_up(sentence):
        notices.video_failed(video, at=at)


def _process(video: Video, folder: Path, at: datetime) -> bool:
    source = video.original.absolute_path
    facts = read_facts(source)
    playable = make_playable(source, facts, folder)
    poster = make_poster(source, facts, folder)
    original, target = video.original, str(video.submission_id)
    stem = Path(original.original_name).stem
    with transaction.atomic():
        return video.complete(
            playable=keep(
                path=playable.path,
                purpose="playable",
                target=target,
                owner=original.owner,
                original_name=f"{stem}-720p.mp4",
                content_type="video/mp4",
                at=at,
            ),
            poster=keep(
                path=poster,
                purpose="poster",
                target=target,
                owner=original.owner,
                original_name=f"{stem}.jpg",
                content_type="image/jpeg",
                at=at,
            ),
        )


def _demand_write(submission: Submission, user: User, at: datetime) -> None:
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    demand(may_write(user, locked, at))
