"""The body of a request, read in pieces that are small enough to lose.

No lock and no transaction is held while the network is waited for: a phone that falls silent
in the middle of a request must not keep its own next try out. A piece is handed on when it is
large or old enough; a request whose checksum was announced is one single piece.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from uploads.errors import BadChecksum

BLOCK = 256 * 1024
PIECE = 4 * 1024 * 1024
"""How much of a body waits in memory at most; what must be checked whole waits in a file."""
PIECE_SECONDS = 5.0
ALGORITHMS = ("sha256", "sha1")
Blocks = Iterable[bytes | memoryview]


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Checksum:
    algorithm: str
    digest: bytes


@dataclass
class Body:
    """`length` bytes were announced; fewer may come when the connection breaks."""

    source: Source
    length: int
    checksum: Checksum | None = None

    @property
    def is_small(self) -> bool:
        """It is one piece: no matter whether it is read before or after it is found unwanted."""
        return self.checksum is None and self.length <= PIECE

    def pieces(self) -> Iterator[tuple[Blocks, int]]:
        """Blocks and their size together, in order; ends early when the client vanishes.

        A piece is gone as soon as the next one is asked for. Raises `BadChecksum` before anything
        is handed on when the bytes are not the announced.
        """
        if self.checksum:
            yield from self._checked(self.checksum)
            return
        left, has_ended = self.length, False
        while left and not has_ended:
            with _room(min(left, PIECE)) as room:
                size, has_ended = self._fill(room)
                if size:
                    yield [room[:size]], size
            left -= size

    def _fill(self, room: memoryview) -> tuple[int, bool]:
        """Read until `room` is full or what is in it is old enough; whether the client is gone."""
        started, size = time.monotonic(), 0
        while size < len(room) and not (size and time.monotonic() - started >= PIECE_SECONDS):
            block = self._read(min(BLOCK, len(room) - size))
            if not block:
                return size, True
            room[size : size + len(block)] = block
            size += len(block)
        return size, False

    def _checked(self, wanted: Checksum) -> Iterator[tuple[Blocks, int]]:
        hasher, left = hashlib.new(wanted.algorithm), self.length
        with tempfile.SpooledTemporaryFile(PIECE, dir=settings.FILE_UPLOAD_TEMP_DIR) as whole:
            while left and (block := self._read(min(BLOCK, left))):
                hasher.update(block)
                whole.write(block)
                left -= len(block)
            if hasher.digest() != wanted.digest:
                raise BadChecksum(_("Sebagian berkas rusak di perjalanan dan perlu dikirim ulang."))
            whole.seek(0)
            if self.length > left:
                yield iter(partial(whole.read, BLOCK), b""), self.length - left

    def _read(self, size: int) -> bytes:
        """The next block; empty when the client is gone.

        Granian ends the body early without a word, other servers raise an `OSError`.
        """
        try:
            return self.source.read(size)
        except OSError:
            return b""


@contextmanager
def _room(size: int) -> Iterator[memoryview]:
    """Memory for `size` bytes, at most a piece, that was used before if there is any.

    Asking for it anew costs as much as reading four mebibytes, and each thread would keep its own.
    """
    try:
        whole = _rooms.pop()
    except IndexError:
        whole = bytearray(PIECE)
    try:
        yield memoryview(whole)[:size]
    finally:
        if len(_rooms) < KEPT:
            _rooms.append(whole)


_rooms: list[bytearray] = []
"""Not in use now."""
KEPT = 2
"""So many, for bodies of the next moment; what more was needed at once is given back."""
