"""Sample descriptions of MP4 and MOV: which codec a track is in."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from django.utils.translation import gettext as _

from submissions.media.facts import NotAVideo, broken

CODECS = {
    b"avc1": "h264",
    b"avc3": "h264",
    b"hvc1": "hevc",
    b"hev1": "hevc",
    b"vp08": "vp8",
    b"vp09": "vp9",
    b"av01": "av1",
    b"mp4a": "aac",
    b".mp3": "mp3",
    b"Opus": "opus",
}
MPEG_AUDIO = {0x40: "aac", 0x66: "aac", 0x67: "aac", 0x68: "aac", 0x69: "mp3", 0x6B: "mp3"}
VISUAL_ENTRY = 78
AVCC_PROFILE = 1
MAX_ENTRY = 64 * 1024


@dataclass(frozen=True)
class SampleEntry:
    codec: str
    width: int = 0
    height: int = 0
    profile: int | None = None


def sample_entry(kind: str, table: memoryview) -> SampleEntry:
    """The first sample description of a track; raises `NotAVideo` when it is encrypted."""
    (count,) = struct.unpack_from(">I", table, 4)
    length, name = struct.unpack_from(">I4s", table, 8)
    if not 0 < count <= 8 or length < 16 or 8 + length > len(table):
        raise broken()
    if name in {b"encv", b"enca"}:
        raise NotAVideo(_("Video ini terkunci (DRM) dan tidak dapat diputar di portal."))
    body = table[16 : 8 + min(length, MAX_ENTRY)]
    codec = CODECS.get(name, "")
    if kind == "audio":
        return SampleEntry(_mpeg_audio(bytes(body)) if name == b"mp4a" else codec)
    width, height = struct.unpack_from(">HH", body, 24)
    profile = _avc_profile(bytes(body[VISUAL_ENTRY:])) if codec == "h264" else None
    return SampleEntry(codec, width, height, profile)


def _avc_profile(extensions: bytes) -> int | None:
    at = extensions.find(b"avcC")
    place = at + 4 + AVCC_PROFILE
    return extensions[place] if at >= 0 and place < len(extensions) else None


def _mpeg_audio(body: bytes) -> str:
    """What "mp4a" holds: the object type in its elementary stream descriptor says it."""
    at = body.find(b"esds")
    if at < 0:
        return "aac"
    descriptor = body[at + 8 : at + 64]
    position = descriptor.find(b"\x04")
    while 0 <= position < len(descriptor) - 2:
        after = position + 1
        while after < len(descriptor) - 1 and descriptor[after] & 0x80:
            after += 1
        kind = descriptor[after + 1]
        if kind in MPEG_AUDIO:
            return MPEG_AUDIO[kind]
        position = descriptor.find(b"\x04", position + 1)
    return ""
