"""SHA-256 of a file while it comes in, so that its end need not read it once more.

A gigabyte takes two thirds of a second to hash. Here that runs in a thread of its own beside the
write and the fsync of the same piece, which wait for the disk; a small piece is hashed on the spot,
sooner than a thread wakes up. What this process knows of an upload
is a help and nothing more: pieces that another process took, or that came before a restart, are
read from disk at the end.
"""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from uploads import body
from uploads.body import Blocks

if TYPE_CHECKING:
    from hashlib import _Hash

BLOCK = 1024 * 1024
MOST = 256
"""Uploads that one process follows; the one that waited longest goes first."""

_followed: dict[uuid.UUID, tuple[_Hash, int]] = {}
"""What was hashed of each upload, and how many bytes that are. Only whole pieces that are counted
in the row get here, so the bytes on disk are the same ones."""
_turn = threading.Lock()
_beside = ThreadPoolExecutor(2, thread_name_prefix="digest")


@contextmanager
def following(upload_id: uuid.UUID, offset: int, blocks: Blocks) -> Iterator[None]:
    """Hash `blocks` while they are written at `offset`; as if they never came when that raises.

    Blocks that can be read only once, from the file in which they waited, are left for the end.
    """
    hasher, end = _known(upload_id) if offset else (hashlib.sha256(), 0)
    if end != offset or not isinstance(blocks, Sequence):
        yield
        return
    grown = hasher.copy()
    size = sum(map(len, blocks))
    if size <= body.BLOCK:
        _update(grown, blocks)
        yield
    else:
        hashed = _beside.submit(_update, grown, blocks)
        try:
            yield
        finally:
            hashed.result()
    _keep(upload_id, grown, offset + size)


def sha256_of(upload_id: uuid.UUID, path: Path) -> str:
    """SHA-256 of the whole file at `path`; reads only what was not followed."""
    hasher, start = _known(upload_id)
    whole = hasher.copy()
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(BLOCK):
            whole.update(block)
    return whole.hexdigest()


def _known(upload_id: uuid.UUID) -> tuple[_Hash, int]:
    with _turn:
        return _followed.get(upload_id) or (hashlib.sha256(), 0)


def _keep(upload_id: uuid.UUID, hasher: _Hash, end: int) -> None:
    with _turn:
        _followed.pop(upload_id, None)
        if len(_followed) >= MOST:
            del _followed[next(iter(_followed))]
        _followed[upload_id] = (hasher, end)


def _update(hasher: _Hash, blocks: Blocks) -> None:
    for block in blocks:
        hasher.update(block)
