"""Deeds of the workers: making the video of an entry playable, once, whatever dies meanwhile.

Poster, standard rendition and small rendition are made one after the other, and each is filed as
soon as it is there: judges may play the one while the next is made, and a try that follows a
killed worker goes on with what is missing.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from inovasi.lib.work import SPENT, Heartbeat, LeaseLost
from submissions import notices
from submissions.media.containers import Facts, NotAVideo, read_facts
from submissions.media.ffmpeg import SMALL, ProcessingFailed, fits, make_playable, make_poster
from submissions.models import Video
from uploads.clamd import Verdict
from uploads.confinement import Pulse
from uploads.errors import BucketAway, NoSpace, Stopped
from uploads.storage import is_full, no_space, work_folder
from uploads.workflow import keep

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
"""How long a dead worker keeps a video. With the sweep's pause it is less than a minute."""

PAUSE = timedelta(minutes=2)
"""Between two tries when the disk is full or the bucket away, which is not the film's fault."""
INFECTED = _("Berkas ini mengandung virus. Bersihkan perangkatnya, lalu unggah video yang lain.")


def process_video(pk: int, *, at: datetime, lease: timedelta = LEASE) -> bool:
    """Make video `pk` playable if it is due and nobody else holds it. True when it is ready.

    What can't be processed stays with its original; the unit is told in a letter.
    """
    video = Video.objects.claim(pk, at=at, lease=lease)
    if video is None:
        return False
    if video.is_spent:
        _give_up(video, str(SPENT), at)
        return False
    if video.original.verdict == Verdict.INFECTED:
        video.give_up(str(INFECTED))  # The letter about it went when the virus was found.
        return False
    try:
        with Heartbeat(video, at=at, lease=lease) as pulse, work_folder() as folder:
            Making(video, Path(folder), pulse, at).everything()
            return video.complete()
    except LeaseLost:
        logger.warning("video %s is processed by somebody else", pk)
    except ProcessingFailed as error:
        logger.warning("video %s: %s", pk, error.detail)
        _give_up(video, error.sentence, at)
    except NotAVideo as error:
        logger.warning("video %s is no longer what came in: %s", pk, error)
        _give_up(video, error.sentence, at)
    except Stopped as error:
        logger.warning("ffmpeg was stopped from outside at video %s", pk)
        _try_later(video, error.sentence, at)
    except (BucketAway, NoSpace) as error:
        video.postpone(error.sentence, until=at + PAUSE)
    except OSError as error:
        if is_full(error):
            video.postpone(no_space().sentence, until=at + PAUSE)
            return False
        logger.warning("video %s could not be processed: %s", pk, error)
        _try_later(video, str(error), at)
    return False


@transaction.atomic
def _give_up(video: Video, sentence: str, at: datetime) -> None:
    if video.give_up(sentence):
        notices.video_failed(video, at=at)


def _try_later(video: Video, error: str, at: datetime) -> None:
    if video.is_exhausted:
        _give_up(video, str(SPENT), at)
    else:
        video.try_later(error, at=at)


@dataclass(frozen=True)
class Making:
    """One try at one video in a folder of its own."""

    video: Video
    folder: Path
    pulse: Pulse
    at: datetime

    def everything(self) -> None:
        with self.video.original.local(self.pulse) as source:
            self._from_original(source)
        if not self.video.small_id:
            with self.video.playable.local(self.pulse) as source:
                self._small(source)

    def _from_original(self, source: Path) -> None:
        facts = read_facts(source)
        if not self.video.poster_id:
            poster = make_poster(source, facts, self.folder, pulse=self.pulse)
            self._file("poster", poster, ".jpg", "image/jpeg")
        if not self.video.playable_id:
            made = make_playable(source, facts, self.folder, pulse=self.pulse)
            self._file("playable", made.path, "-720p.mp4", "video/mp4")

    def _small(self, source: Path) -> None:
        """From the standard rendition, which is quicker to read; a luxury that may fail."""
        facts: Facts = read_facts(source)
        if fits(facts, SMALL):
            return
        try:
            made = make_playable(source, facts, self.folder, shape=SMALL, pulse=self.pulse)
        except ProcessingFailed as error:
            logger.warning("video %s stays without its small copy: %s", self.video.pk, error.detail)
            return
        except Stopped:
            if not self.video.is_exhausted:
                raise
            logger.warning("video %s stays without its small copy: stopped", self.video.pk)
            return
        self._file("small", made.path, "-360p.mp4", "video/mp4")

    def _file(self, part: str, path: Path, ending: str, content_type: str) -> None:
        """Keep what was made, and say so in the row; both or neither."""
        original = self.video.original
        self.pulse()
        with transaction.atomic():
            self.video.hold()
            file = keep(
                path=path,
                purpose=part,
                target=str(self.video.submission_id),
                owner=original.owner,
                original_name=f"{Path(original.original_name).stem}{ending}",
                content_type=content_type,
                at=self.at,
            )
            self.video.note(**{part: file})
