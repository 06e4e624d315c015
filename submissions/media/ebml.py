"""The reader of WebM and Matroska headers (EBML, RFC 8794; Matroska, RFC 9559)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader

from submissions.media.facts import (
    Facts,
    Track,
    broken,
    facts_from,
    truncated,
    without_pictures,
)

HEADER, DOC_TYPE = 0x1A45DFA3, 0x4282
SEGMENT, INFO, TRACKS, CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
SCALE, DURATION = 0x2AD7B1, 0x4489
ENTRY, TRACK_TYPE, CODEC = 0xAE, 0x83, 0x86
VIDEO, WIDTH, HEIGHT = 0xE0, 0xB0, 0xBA
TIMESTAMP, SIMPLE_BLOCK, BLOCK_GROUP = 0xE7, 0xA3, 0xA0

UNKNOWN = -1
MAX_ELEMENTS = 500_000
BLOCK_HEAD = 12
"""Bytes that surely hold the track number of a block (1 to 8) and its time."""
MAX_SMALL = 4 * 1024 * 1024
MAX_TRACKS = 16
KINDS = {1: "video", 2: "audio"}
CODECS = {
    "V_MPEG4/ISO/AVC": "h264",
    "V_MPEGH/ISO/HEVC": "hevc",
    "V_VP8": "vp8",
    "V_VP9": "vp9",
    "V_AV1": "av1",
    "A_OPUS": "opus",
    "A_VORBIS": "vorbis",
    "A_MPEG/L3": "mp3",
}


@dataclass
class Segment:
    """What was gathered on the walk; `scale` in nanoseconds a tick."""

    tracks: list[Track]
    scale: int = 1_000_000
    duration: float = 0.0
    cluster_tick: int = 0
    last_tick: int = 0
    clusters: int = 0
    blocks: int = 0

    @property
    def seconds(self) -> float:
        return max(self.duration, float(self.last_tick)) * self.scale / 1e9


def read(file: BufferedReader, size: int) -> Facts:
    """The facts of the file; raises `NotAVideo`."""
    try:
        container = _container(file, size)
        segment = _walk(file, size)
    except (struct.error, IndexError, UnicodeDecodeError, OverflowError) as error:
        raise broken() from error
    if not segment.clusters:
        raise truncated()
    facts = facts_from(container, segment.tracks, segment.seconds, size)
    if not segment.blocks:
        raise without_pictures()
    return facts


def _container(file: BufferedReader, size: int) -> str:
    file.seek(0)
    kind, length = _head(file, size)
    fields = dict(_children(_small(file, length)))
    names = {b"webm": "webm", b"matroska": "mkv"}
    container = names.get(bytes(fields.get(DOC_TYPE, b"")).rstrip(b"\0"))
    if kind != HEADER or container is None:
        raise broken()
    return container


def _walk(file: BufferedReader, size: int) -> Segment:
    """Through the file from element to element; segments and clusters are entered, not skipped."""
    segment = Segment([])
    for _count in range(MAX_ELEMENTS):
        if file.tell() >= size:
            return segment
        kind, length = _head(file, size)
        if kind == CLUSTER:
            segment.clusters += 1
        if kind in {SEGMENT, CLUSTER}:
            _check_end(file, length, size)
            continue
        if length == UNKNOWN:
            raise broken()
        _check_end(file, length, size)
        if kind in {INFO, TRACKS, TIMESTAMP}:
            _take(segment, kind, _small(file, length))
            continue
        body_begins = file.tell()
        segment.blocks += kind in {SIMPLE_BLOCK, BLOCK_GROUP}
        if kind == SIMPLE_BLOCK and not segment.duration:
            _note_time(segment, file.read(min(length, BLOCK_HEAD)))
        file.seek(body_begins + length)
    raise broken()


def _check_end(file: BufferedReader, length: int, size: int) -> None:
    if length != UNKNOWN and file.tell() + length > size:
        raise truncated()


def _take(segment: Segment, kind: int, body: memoryview) -> None:
    if kind == TIMESTAMP:
        segment.cluster_tick = _unsigned(body)
        segment.last_tick = max(segment.last_tick, segment.cluster_tick)
    elif kind == INFO:
        fields = dict(_children(body))
        segment.scale = _unsigned(fields[SCALE]) if SCALE in fields else segment.scale
        segment.duration = _float(fields[DURATION]) if DURATION in fields else 0.0
    else:
        entries = [child for name, child in _children(body) if name == ENTRY]
        if segment.tracks or len(entries) > MAX_TRACKS:
            raise broken()
        segment.tracks = [_track(entry) for entry in entries]


def _note_time(segment: Segment, block: bytes) -> None:
    """Recordings of browsers name no duration: the last block tells it."""
    (relative,) = struct.unpack_from(">h", block, 9 - block[0].bit_length())
    segment.last_tick = max(segment.last_tick, segment.cluster_tick + relative)


def _track(entry: memoryview) -> Track:
    fields = dict(_children(entry))
    kind = KINDS.get(_unsigned(fields.get(TRACK_TYPE, memoryview(b""))), "other")
    name = bytes(fields.get(CODEC, b"")).rstrip(b"\0").decode("ascii")
    codec = "aac" if name.startswith("A_AAC") else CODECS.get(name, "")
    if kind != "video":
        return Track(kind, codec)
    picture = dict(_children(fields.get(VIDEO, memoryview(b""))))
    width, height = (_unsigned(picture.get(side, memoryview(b""))) for side in (WIDTH, HEIGHT))
    return Track(kind, codec, 0.0, width, height)


def _head(file: BufferedReader, size: int) -> tuple[int, int]:
    """Identifier and length of the element that begins here; the file stands at its content."""
    first = file.read(1)
    if not first:
        raise truncated()
    extra = 8 - first[0].bit_length()
    if extra > 3:
        raise broken()
    kind = int.from_bytes(first + _exactly(file, extra), "big")
    mark = _exactly(file, 1)
    extra = 8 - mark[0].bit_length()
    if extra > 7:
        raise broken()
    raw = mark + _exactly(file, extra)
    bits = 7 * (extra + 1)
    length = int.from_bytes(raw, "big") & ((1 << bits) - 1)
    return kind, UNKNOWN if length == (1 << bits) - 1 else length


def _exactly(file: BufferedReader, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise truncated()
    return data


def _small(file: BufferedReader, length: int) -> memoryview:
    if not 0 <= length <= MAX_SMALL:
        raise broken()
    return memoryview(_exactly(file, length))


def _children(body: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The elements inside a small one."""
    position = 0
    for _count in range(MAX_ELEMENTS):
        if position >= len(body):
            return
        width = 9 - body[position].bit_length()
        if width > 4:
            raise broken()
        kind = int.from_bytes(body[position : position + width], "big")
        position += width
        width = 9 - body[position].bit_length()
        if width > 8:
            raise broken()
        raw = int.from_bytes(body[position : position + width], "big")
        length = raw & ((1 << 7 * width) - 1)
        position += width
        if position + length > len(body):
            raise broken()
        yield kind, body[position : position + length]
        position += length


def _unsigned(body: memoryview) -> int:
    if len(body) > 8:
        raise broken()
    return int.from_bytes(body, "big")


def _float(body: memoryview) -> float:
    if len(body) not in {4, 8}:
        return 0.0
    (value,) = struct.unpack(">f" if len(body) == 4 else ">d", body)
    return value if 0 <= value < 1e12 else 1e12
