"""Makes videos playable everywhere, with ffmpeg as a confined child that reads hostile files.

The reader and the decoders are pinned to what our own header reader found; the child has no
network where the kernel allows that, no environment, and limits on memory, time and file size.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import imageio_ffmpeg
from django.utils.translation import gettext as _

from submissions.media.containers import read_facts
from submissions.media.facts import MAX_SIDE, Facts, NotAVideo
from uploads.children import stopped
from uploads.confinement import Allowance, Outcome, Pulse, run
from uploads.storage import no_space

OLDEST_VERSION = 7
REMUX_SHARE = 1.15
"""How much above the aim a file may lie before coding it anew is worth the time."""
PLAIN_PROFILES = {66, 77, 100}
"""Baseline, Main, High: 8 bits and 4:2:0, which every browser plays."""
MAX_SECONDS_TO_WORK = 1400.0
ENDED_BY_SIGNAL = 255
"""What ffmpeg ends with when it was asked to."""
DISK_IS_FULL = os.strerror(errno.ENOSPC)
"""As the C library says it to a child without an environment, hence without a language."""
SPARE_SECONDS = 5
MEMORY = 3 * 1024**3
DECODERS = "h264,hevc,vp8,libvpx,vp9,libvpx-vp9,av1,libdav1d,aac,mp3,mp3float,opus,vorbis"


class ProcessingFailed(Exception):
    """ffmpeg could not do it: `sentence` for people, `detail` for the log."""

    def __init__(self, sentence: str, detail: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


@dataclass(frozen=True)
class Shape:
    """A kind of rendition: its box when it lies, and how many bits a second it may take."""

    long_side: int
    short_side: int
    picture_bits: int
    sound_bits: int
    channels: int


STANDARD = Shape(1280, 720, 2_500_000, 128_000, 2)
SMALL = Shape(640, 360, 350_000, 48_000, 1)
"""For those who pay for every megabyte: some 3 MB a minute."""


@dataclass(frozen=True)
class Playable:
    """An MP4 with H.264 and AAC within a shape. `remuxed`: nothing was encoded anew."""

    path: Path
    width: int
    height: int
    remuxed: bool


def make_playable(
    source: Path,
    facts: Facts,
    folder: Path,
    *,
    shape: Shape = STANDARD,
    pulse: Pulse | None = None,
) -> Playable:
    """A playable copy of `source` in `folder`; raises `ProcessingFailed`.

    `pulse` is called every few seconds; what it raises ends the work.
    """
    place = folder / f"playable-{shape.short_side}.mp4"
    remux = fits(facts, shape)
    width, height = (facts.width, facts.height) if remux else _scaled(facts, shape)
    coding = ["-c", "copy"] if remux else _encoding(width, height, shape)
    output = [
        *("-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn"),
        *("-map_metadata", "-1", "-map_chapters", "-1"),
        *coding,
        *("-t", f"{facts.seconds + 1:.3f}", "-movflags", "+faststart", "-f", "mp4", str(place)),
    ]
    outcome = _ffmpeg(source, facts, folder, output=output, pulse=pulse)
    made = _checked(place, facts, outcome)
    return Playable(place, made.width, made.height, remux)


def make_poster(source: Path, facts: Facts, folder: Path, *, pulse: Pulse | None = None) -> Path:
    """A JPEG of an early moment of the video in `folder`; raises `ProcessingFailed`."""
    place = folder / "poster.jpg"
    width, height = _scaled(facts, STANDARD)
    output = [
        *("-map", "0:V:0", "-an", "-sn", "-dn", "-map_metadata", "-1", "-frames:v", "1"),
        *("-vf", f"scale={width}:{height},setsar=1", "-pix_fmt", "yuvj420p", "-q:v", "4"),
        *("-f", "image2", "-update", "1", str(place)),
    ]
    outcome = Outcome(None, "")
    for moment in (min(3.0, facts.seconds / 10), 0.0):
        outcome = _ffmpeg(source, facts, folder, output=output, start=moment, pulse=pulse)
        if outcome.succeeded and place.exists() and place.stat().st_size:
            return place
    raise _failed(outcome)


def fits(facts: Facts, shape: Shape = STANDARD) -> bool:
    """True when a copy of the streams already plays everywhere, within the shape."""
    sides = sorted((facts.width, facts.height))
    return (
        facts.video_codec == "h264"
        and facts.profile in PLAIN_PROFILES
        and facts.audio_codec in {"", "aac"}
        and sides[0] <= shape.short_side
        and sides[1] <= shape.long_side
        and facts.bits_per_second <= REMUX_SHARE * (shape.picture_bits + shape.sound_bits)
    )


@lru_cache(maxsize=1)
def find_ffmpeg() -> str:
    """The machine's own ffmpeg when it is recent enough, else the one that pip brought."""
    own = shutil.which("ffmpeg")
    if own and major_version(own) >= OLDEST_VERSION:
        return own
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def major_version(program: str) -> int:
    """Such as 7; 0 when the program does not say."""
    said = subprocess.run(  # noqa: S603 - fixed argv, no shell
        [program, "-version"], capture_output=True, text=True, timeout=20, check=False
    )
    found = re.match(r"ffmpeg version n?(\d+)\.", said.stdout)
    return int(found[1]) if found else 0


def _ffmpeg(
    source: Path,
    facts: Facts,
    folder: Path,
    *,
    output: list[str],
    start: float = 0.0,
    pulse: Pulse | None = None,
) -> Outcome:
    argv = [
        *(find_ffmpeg(), "-hide_banner", "-nostdin", "-y", "-loglevel", "error"),
        *("-protocol_whitelist", "file", "-format_whitelist", facts.demuxer),
        *("-codec_whitelist", DECODERS, "-max_pixels", str(MAX_SIDE * MAX_SIDE)),
        *("-threads", str(_threads()), "-ss", f"{start:.3f}"),
        *("-f", facts.demuxer, "-i", f"file:{source.resolve()}", "-filter_threads", "1"),
        *output,
    ]
    seconds = min(MAX_SECONDS_TO_WORK, 60 + 8 * facts.seconds)
    allowance = Allowance(
        memory=MEMORY,
        cpu=int(seconds * _threads()) + SPARE_SECONDS,
        file=max(facts.size * 2, int(facts.seconds * STANDARD.picture_bits / 4)) + 64 * 1024**2,
    )
    return run(argv, allowance, seconds=seconds, folder=folder, pulse=pulse)


def _threads() -> int:
    return max(1, min(4, (os.cpu_count() or 2) // 2))


def _scaled(facts: Facts, shape: Shape) -> tuple[int, int]:
    """The largest even size within the shape, upright or lying; never larger than it is."""
    box = (shape.long_side, shape.short_side)
    if facts.width < facts.height:
        box = (shape.short_side, shape.long_side)
    factor = min(1.0, box[0] / facts.width, box[1] / facts.height)
    width, height = (max(2, round(side * factor / 2) * 2) for side in (facts.width, facts.height))
    return width, height


def _encoding(width: int, height: int, shape: Shape) -> list[str]:
    most = str(shape.picture_bits)
    return [
        *("-vf", rf"fps=min(30\,source_fps),scale={width}:{height},setsar=1,format=yuv420p"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-profile:v", "high"),
        *("-maxrate", most, "-bufsize", str(2 * shape.picture_bits), "-threads", str(_threads())),
        *("-c:a", "aac", "-b:a", str(shape.sound_bits), "-ac", str(shape.channels)),
        *("-ar", "48000"),
    ]


def _checked(place: Path, facts: Facts, outcome: Outcome) -> Facts:
    """What was made, read by our own reader; half a video is a failure."""
    if not outcome.succeeded or not place.exists():
        raise _failed(outcome)
    try:
        made = read_facts(place)
    except NotAVideo as error:
        raise _failed(outcome) from error
    if made.seconds < facts.seconds / 2 - 1:
        raise _failed(Outcome(outcome.code, f"{made.seconds} of {facts.seconds} s"))
    return made


def _failed(outcome: Outcome) -> ProcessingFailed:
    """Raises `Stopped` instead when somebody else ended ffmpeg, `NoSpace` when the disk is full."""
    if DISK_IS_FULL in outcome.output:
        raise no_space()
    if outcome.was_stopped or outcome.code == ENDED_BY_SIGNAL:
        raise stopped()
    if outcome.code is None:
        sentence = _(
            "Video terlalu berat untuk diolah. Simpan ulang lebih kecil, lalu unggah lagi."
        )
    else:
        sentence = _("Isi video rusak dan tidak dapat diolah. Simpan ulang, lalu unggah lagi.")
    return ProcessingFailed(sentence, f"ended with {outcome.code}: {outcome.output}")
