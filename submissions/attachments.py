"""Deeds about the files of an entry: filing what came in."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import DocumentRule, VideoRule
from inovasi.lib.verdict import Refused, demand
from inovasi.lib.work import WorkState, ring
from submissions import links
from submissions.media.containers import Facts
from submissions.models import Attachment, Submission, Video
from submissions.permissions import may_retry_video, may_write
from units.models import User
from uploads.models import StoredFile

PROCESS = "submissions.tasks.process_video"


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
def attach_video_link(submission: Submission, link: str, *, user: User, at: datetime) -> Video:
    """Take a link as the entry's video.

    Raises `Refused` where the rulebook wants a file, and unless it leads to an allowed site.
    """
    _demand_write(submission, user, at)
    if not takes_links(submission):
        raise Refused(_("Aturan edisi ini meminta berkas video, bukan tautan."))
    address = links.checked(link, settings.VIDEO_LINK_HOSTS)
    current = submission.videos.filter(replaced_at=None)
    same = current.filter(link=address).first()
    if same is not None:
        return same
    current.update(replaced_at=at)
    return Video.objects.create(
        submission=submission, link=address, state=WorkState.DONE, added_at=at, next_try_at=at
    )


def takes_links(submission: Submission) -> bool:
    """The group's rule lets a link stand for a video file."""
    return VideoRule.objects.filter(group=submission.group_id, allows_link=True).exists()


@transaction.atomic
def attach_captions(submission: Submission, file: StoredFile, *, user: User, at: datetime) -> None:
    """Show `file` (WebVTT) with the entry's video; earlier captions are no longer shown."""
    _demand_write(submission, user, at)
    current = submission.videos.filter(replaced_at=None, original__isnull=False)
    if not current.update(captions=file):
        raise Refused(_("Unggah videonya dulu, baru takarirnya."))


@transaction.atomic
def retry_video(video: Video, *, user: User, at: datetime) -> None:
    """Let a worker try again after it gave up; what was made before stays."""
    demand(may_retry_video(user, video.submission))
    failed = Video.objects.filter(pk=video.pk, state=WorkState.FAILED)
    if failed.update(state=WorkState.WAITING, attempts=0, next_try_at=at):
        ring(PROCESS, video.pk)


def _demand_write(submission: Submission, user: User, at: datetime) -> None:
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    demand(may_write(user, locked, at))
