"""The body of a request, read in pieces that are small enough to lose.

No lock and no transaction is held while the network is waited for: a phone that falls silent
in the middle of a request must not keep its own next try out. A piece is handed on when it is
large or old enough; a request whose checksum was announced is one single piece.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from uploads.errors import BadChecksum

BLOCK = 64 * 1024
PIECE = 4 * 1024 * 1024
PIECE_SECONDS = 5.0
IN_MEMORY = 512 * 1024
"""A larger piece waits in a file, so that many uploads at once cost little memory."""
ALGORITHMS = ("sha256", "sha1")


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

    def pieces(self) -> Iterator[tuple[BinaryIO, int]]:
        """Readable pieces with their sizes, in order; ends early when the client vanishes.

        Raises `BadChecksum` before anything is handed on when the bytes are not the announced.
        """
        left = self.length
        while left > 0:
            folder = settings.FILE_UPLOAD_TEMP_DIR
            with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=folder) as piece:
                size, broken = self._fill(piece, left)
                piece.seek(0)
                if size:
                    yield piece, size
            left -= size
            if broken:
                return

    def _fill(self, piece: BinaryIO, left: int) -> tuple[int, bool]:
        hasher = hashlib.new(self.checksum.algorithm) if self.checksum else None
        started, size, broken = time.monotonic(), 0, False
        while size < left and (hasher or not _is_ripe(size, started)):
            block = self._read(min(BLOCK, left - size))
            broken = not block
            if broken:
                break
            piece.write(block)
            size += len(block)
            if hasher:
                hasher.update(block)
        if self.checksum and hasher and hasher.digest() != self.checksum.digest:
            raise BadChecksum(_("Sebagian berkas rusak di perjalanan dan perlu dikirim ulang."))
        return size, broken

    def _read(self, size: int) -> bytes:
        """The next block; empty when the client is gone.

        Granian ends the body early without a word, other servers raise an `OSError`.
        """
        try:
            return self.source.read(size)
        except OSError:
            return b""


def _is_ripe(size: int, started: float) -> bool:
    return size >= PIECE or (size > 0 and time.monotonic() - started >= PIECE_SECONDS)
