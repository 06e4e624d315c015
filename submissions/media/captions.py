"""Captions: SubRip and WebVTT files are read and written anew as WebVTT. No models.

Only times and plain text survive: no styles, positions or markup of the file that came.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

MAX_BYTES = 1024 * 1024
MAX_CUES = 5000
_TIME = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})", re.ASCII)
_ARROW = re.compile(r"^\s*(\S+)\s*-->\s*(\S+)")
_MARKUP = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class NotCaptions(Exception):
    """The file holds no captions; its text is the sentence that the user reads."""


@dataclass(frozen=True)
class Cue:
    """One text with its first and last moment, in milliseconds."""

    start: int
    end: int
    text: str


def to_webvtt(content: bytes) -> bytes:
    """The captions in `content` as WebVTT; raises `NotCaptions`."""
    cues = read(_decoded(content))
    if not cues:
        raise NotCaptions(_("Berkas ini tidak berisi takarir. Pilih berkas teks .srt atau .vtt."))
    blocks = (f"{_clock(c.start)} --> {_clock(c.end)}\n{c.text}\n" for c in cues)
    return ("WEBVTT\n\n" + "\n".join(blocks)).encode()


def read(text: str) -> list[Cue]:
    """The cues in the order of their start; blocks without times (notes, styles) are left out."""
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(blocks) > MAX_CUES:
        raise NotCaptions(_("Berkas takarir ini terlalu panjang."))
    found = (_cue(block.strip("\n").split("\n")) for block in blocks)
    return sorted((cue for cue in found if cue), key=lambda cue: (cue.start, cue.end))


def _cue(lines: list[str]) -> Cue | None:
    for number, line in enumerate(lines[:2]):
        match = _ARROW.match(line)
        if not match:
            continue
        start, end = (_milliseconds(word) for word in match.groups())
        text = "\n".join(filter(None, map(_plain, lines[number + 1 :])))
        if start is None or end is None or end <= start or not text:
            return None
        return Cue(start, end, text)
    return None


def _plain(line: str) -> str:
    words = _UNSEEN.sub("", html.unescape(_MARKUP.sub("", line))).strip()
    return html.escape(words, quote=False)


def _milliseconds(word: str) -> int | None:
    match = _TIME.fullmatch(word)
    if not match:
        return None
    hours, minutes, seconds, fraction = match.groups(default="0")
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
