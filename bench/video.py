"""Making a film playable beside the barest run of the same encoder, and the header reader beside
reading the same bytes.

What the portal adds to the encoder: reading headers, confinement, poster, small copy, hashes, rows.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from django.utils import timezone

from bench import Measure, measure
from bench.entry import large_film, open_entry
from inovasi.demo.files import film
from inovasi.lib.work import WorkState
from submissions.attachments import attach_video
from submissions.media.containers import read_facts
from submissions.media.ffmpeg import find_ffmpeg
from submissions.models import Submission
from submissions.processing import process_video
from units.models import User
from uploads.storage import work_folder
from uploads.workflow import keep

SECONDS = 20
FILM_SIZE = "1920x1080"
ALL_GOAL = 1.6
"""Poster and 360p come on top of what the reference makes."""
REMUX_GOAL = 0.2
HEADER_GOAL = 0.1
LARGE = 512 * 1024 * 1024


@measure
def video() -> Iterator[Measure]:
    with open_entry() as (entry, owner), work_folder() as folder:
        source = film(Path(folder) / "a.mp4", Random(1), seconds=SECONDS, size=FILM_SIZE)  # noqa: S311
        bare = _seconds(lambda: _encode(source))
        made = _processed(source, entry, owner)
        yield Measure("video made playable, poster and 360p", made, "s", bare, ALL_GOAL)
        fitting = film(Path(folder) / "b.mp4", Random(1), seconds=SECONDS, size="640x360")  # noqa: S311
        remuxed = _processed(fitting, entry, owner)
        yield Measure("video that fits already", remuxed, "s", bare, REMUX_GOAL)
        large = large_film(Path(folder) / "large.mp4", LARGE)
        whole = _seconds(lambda: large.read_bytes())
        header = _seconds(lambda: read_facts(large))
        yield Measure("header of 512 MiB", header, "s", whole, HEADER_GOAL)


def _processed(source: Path, entry: Submission, owner: User) -> float:
    now, copy = timezone.now(), source.with_suffix(".copy")
    shutil.copyfile(source, copy)
    file = keep(
        path=copy, purpose="video", target=str(entry.pk), owner=owner,
        original_name="film.mp4", content_type="video/mp4", at=now,
    )  # fmt: skip
    video = attach_video(entry, file, read_facts(file.absolute_path), user=owner, at=now)
    seconds = _seconds(lambda: process_video(video.pk, at=now))
    video.refresh_from_db()
    if video.state != WorkState.DONE:
        raise RuntimeError(f"the film is not ready: {video.last_error}")
    return seconds


def _encode(source: Path) -> None:
    """720p as the portal makes it, without anything around it."""
    options = ["-vf", "scale=1280:720", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23"]
    threads = ["-threads", str(max(1, min(4, (os.cpu_count() or 2) // 2)))]
    place = str(source.with_name("bare.mp4"))
    command = [find_ffmpeg(), "-nostdin", "-y", "-loglevel", "error", *threads, "-i", str(source)]
    subprocess.run([*command, *options, *threads, "-c:a", "aac", place], check=True)  # noqa: S603


def _seconds(deed: Callable[[], object]) -> float:
    started = time.perf_counter()
    deed()
    return time.perf_counter() - started
