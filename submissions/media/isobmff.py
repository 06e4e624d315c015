"""The reader of MP4 and MOV headers (ISO base media, ISO/IEC 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from submissions.media.facts import (
    MAX_SIDE,
    Facts,
    NotAVideo,
    Track,
    broken,
    facts_from,
    truncated,
    without_pictures,
)
from submissions.media.sampleentries import sample_entry

MAX_MOOV = 32 * 1024 * 1024
MAX_TOP_BOXES = 20_000
MAX_BOXES = 5_000
MAX_TRACKS = 16


@dataclass(frozen=True)
class Box:
    kind: bytes
    body: memoryview


def read(file: BinaryIO, size: int) -> Facts:
    """The facts of the file; raises `NotAVideo`."""
    brand, moov, has_fragments = _top_level(file, size)
    if moov is None:
        raise truncated()
    reader = MoovReader()
    try:
        tracks, seconds = reader.movie(memoryview(moov))
    except (struct.error, IndexError) as error:
        raise broken() from error
    facts = facts_from("mov" if brand == b"qt  " else "mp4", tracks, seconds, size)
    if not (reader.has_pictures or has_fragments):
        raise without_pictures()
    return facts


def _top_level(file: BinaryIO, size: int) -> tuple[bytes, bytes | None, bool]:
    """The major brand, the bytes of `moov`, and whether fragments follow it.

    Every box must end within the file.
    """
    position, brand, moov, seen = 0, b"", None, set()
    for _count in range(MAX_TOP_BOXES):
        if position == size:
            if moov is not None and b"mdat" not in seen:
                raise truncated()
            return brand, moov, b"moof" in seen
        kind, header, length = _header_at(file, position, size)
        if position + length > size:
            raise truncated()
        if kind == b"ftyp":
            brand = file.read(4)
        elif kind == b"moov":
            if moov is not None or length > MAX_MOOV:
                raise broken()
            moov = file.read(length - header)
        seen.add(kind)
        position += length
    raise broken()


def _header_at(file: BinaryIO, position: int, size: int) -> tuple[bytes, int, int]:
    """Kind, length of the header and of the whole box; the file stands behind the header."""
    file.seek(position)
    head = file.read(8)
    if len(head) < 8:
        raise truncated()
    length, kind = struct.unpack(">I4s", head)
    if length == 0:
        return kind, 8, size - position
    if length != 1:
        if length < 8:
            raise broken()
        return kind, 8, length
    large = file.read(8)
    if len(large) < 8:
        raise truncated()
    (length,) = struct.unpack(">Q", large)
    if length < 16:
        raise broken()
    return kind, 16, length


class MoovReader:
    """Walks the boxes of `moov`, counting them, so that a bomb of boxes comes to an end."""

    def __init__(self) -> None:
        self._seen = 0
        self.has_pictures = False

    def movie(self, moov: memoryview) -> tuple[list[Track], float]:
        """Its tracks and its length in seconds."""
        tracks: list[Track] = []
        seconds, fragmented = 0.0, False
        for box in self._boxes(moov):
            if box.kind == b"mvhd":
                seconds = _duration(box.body)
            elif box.kind == b"trak":
                tracks.append(self._track(box.body))
            elif box.kind == b"mvex":
                fragmented = True
            elif box.kind in {b"cmov", b"rmra"}:
                raise _external()
        if len(tracks) > MAX_TRACKS:
            raise broken()
        if fragmented and not seconds:
            raise NotAVideo(
                _("Video ini belum selesai disimpan (tanpa durasi). Simpan ulang sebagai MP4.")
            )
        return tracks, seconds

    def _boxes(self, body: memoryview) -> Iterator[Box]:
        position = 0
        while position + 8 <= len(body):
            self._seen += 1
            if self._seen > MAX_BOXES:
                raise broken()
            length, kind = struct.unpack_from(">I4s", body, position)
            if length == 0 and not any(body[position:]):
                return  # QuickTime ends a list with a zero
            if length < 8 or position + length > len(body):
                raise broken()
            yield Box(kind, body[position + 8 : position + length])
            position += length

    def _child(self, body: memoryview, kind: bytes) -> memoryview:
        for box in self._boxes(body):
            if box.kind == kind:
                return box.body
        raise broken()

    def _track(self, trak: memoryview) -> Track:
        media = self._child(trak, b"mdia")
        handler = bytes(self._child(media, b"hdlr")[8:12])
        information = self._child(media, b"minf")
        self._check_references(information)
        kind = {b"vide": "video", b"soun": "audio"}.get(handler, "other")
        if kind == "other":
            return Track(kind)
        seconds = _duration(self._child(media, b"mdhd"))
        table = self._child(information, b"stbl")
        entry = sample_entry(kind, self._child(table, b"stsd"))
        if kind == "audio":
            return Track(kind, entry.codec, seconds)
        frames = max((_samples(box) for box in self._boxes(table)), default=0)
        self.has_pictures |= frames > 0
        width, height = _shown_size(self._child(trak, b"tkhd"), entry.width, entry.height)
        return Track(kind, entry.codec, seconds, width, height, entry.profile, frames)

    def _check_references(self, information: memoryview) -> None:
        """Every data reference must say "in this file"."""
        for box in self._boxes(information):
            if box.kind != b"dinf":
                continue
            references = self._child(box.body, b"dref")
            for reference in self._boxes(references[8:]):
                inside = len(reference.body) >= 4 and reference.body[3] & 1
                if reference.kind not in {b"url ", b"alis"} or not inside:
                    raise _external()


def _external() -> NotAVideo:
    return NotAVideo(
        _(
            "Video ini mengambil isinya dari berkas lain, sehingga tidak dapat diterima. "
            "Simpan ulang sebagai satu berkas MP4."
        )
    )


def _duration(header: memoryview) -> float:
    """Seconds from `mvhd` or `mdhd`: both begin alike."""
    if header[0] == 1:
        scale, length = struct.unpack_from(">IQ", header, 20)
        unknown = 0xFFFFFFFFFFFFFFFF
    else:
        scale, length = struct.unpack_from(">II", header, 12)
        unknown = 0xFFFFFFFF
    return 0.0 if not scale or length == unknown else length / scale


def _samples(box: Box) -> int:
    """How many samples a table of sizes lists; none for other boxes."""
    return int(struct.unpack_from(">I", box.body, 8)[0]) if box.kind in {b"stsz", b"stz2"} else 0


def _shown_size(header: memoryview, width: int, height: int) -> tuple[int, int]:
    """Pixels as shown: the coded size, with other pixel shapes and quarter turns applied."""
    if max(width, height) > MAX_SIDE:
        return width, height
    matrix_at = 52 if header[0] == 1 else 40
    a, b, _u, c, d = struct.unpack_from(">5i", header, matrix_at)
    shown_width, shown_height = (n >> 16 for n in struct.unpack_from(">II", header, matrix_at + 36))
    if shown_width and shown_height and height:
        width = round(height * shown_width / shown_height)
    turned = a == d == 0 and b and c
    return (height, width) if turned else (width, height)
