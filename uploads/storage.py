"""The disk: where incoming and stored bytes lie, and how they get there without loss.

Incoming and stored files live under one `STORAGE_DIR`, so that a rename between them is atomic.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from uploads.errors import NoSpace

BLOCK = 256 * 1024
STORED = "stored/"
"""What the storage names of accepted files begin with."""
FINGERPRINT_PART = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Shorter(Exception):
    """The disk holds fewer bytes than the row says; `size` is how many there are."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


def incoming_dir() -> Path:
    """The folder of unfinished files, created when missing."""
    folder = Path(settings.STORAGE_DIR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    return folder


def part_path(upload_id: uuid.UUID) -> Path:
    """Where the bytes of an unfinished upload lie."""
    return Path(settings.STORAGE_DIR, "incoming", f"{upload_id.hex}.part")


def stored_name(upload_id: uuid.UUID) -> str:
    """The storage name of a file, relative to `STORAGE_DIR`; random, because the id is."""
    return f"{STORED}{upload_id.hex[:2]}/{upload_id.hex}"


def stored_path(name: str) -> Path:
    return Path(settings.STORAGE_DIR) / name


def work_folder() -> tempfile.TemporaryDirectory[str]:
    """A private folder for a worker on the disk of the store; the sweep removes a forgotten one."""
    return tempfile.TemporaryDirectory(prefix="work-", dir=incoming_dir())


def require_space(size: int) -> None:
    """Raises `NoSpace` unless `size` more bytes leave `STORAGE_RESERVE_BYTES` free."""
    if shutil.disk_usage(settings.STORAGE_DIR).free - size < settings.STORAGE_RESERVE_BYTES:
        raise no_space()


def no_space() -> NoSpace:
    return NoSpace(
        _(
            "Ruang penyimpanan portal sedang penuh, sehingga berkas belum dapat diterima. "
            "Coba lagi nanti atau beri tahu panitia."
        )
    )


def is_full(error: OSError) -> bool:
    """Whether it was raised because the disk has no space left, or no more for this account."""
    return error.errno in _FULL


class Taken(Exception):
    """Somebody else holds this file."""


@contextmanager
def alone(path: Path) -> Iterator[int | None]:
    """The descriptor of `path`, for its one writer, in whatever process or thread it runs.

    None when no file lies there. Raises `Taken` while another has it. The kernel frees a file whose
    holder dies, and no transaction need be open while the disk works.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken from None
        yield descriptor
    finally:
        os.close(descriptor)


def make_room(path: Path) -> None:
    """An empty file for what will come, unless some of it lies there already."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o640))
    _sync_folder(path.parent)


def write_at(descriptor: int, offset: int, blocks: Iterable[bytes | memoryview]) -> int:
    """Put all of `blocks` at `offset` of an open file, safely on disk; the bytes written.

    Whatever lay beyond `offset` is cut off first. Raises `Shorter` when fewer bytes are there,
    `NoSpace` when the disk is full (the file then ends at `offset` again).
    """
    size = os.fstat(descriptor).st_size
    if size < offset:
        raise Shorter(size)
    try:
        if size > offset:
            os.ftruncate(descriptor, offset)
        written = _write(blocks, descriptor, offset)
        os.fsync(descriptor)
    except OSError as error:
        os.ftruncate(descriptor, offset)
        raise (no_space() if is_full(error) else error) from error
    return written


def write_whole(path: Path, blocks: Iterable[bytes]) -> None:
    """A new file at `path` from `blocks`, safely on disk; nothing is left when that fails."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    try:
        with path.open("xb") as file:
            for block in blocks:
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise (no_space() if is_full(error) else error) from error


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint_of(path: Path, length: int) -> str:
    """SHA-256 of the first and last MiB of the first `length` bytes, as browsers compute it."""
    with path.open("rb") as file:
        hasher = hashlib.sha256(file.read(min(FINGERPRINT_PART, length)))
        file.seek(max(0, length - FINGERPRINT_PART))
        hasher.update(file.read(min(FINGERPRINT_PART, length)))
    return hasher.hexdigest()


def settle(source: Path, name: str) -> Path:
    """Move `source` to its place in the store, atomically and for good; safe to repeat."""
    place = stored_path(name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    if source == place:
        return place
    with source.open("rb") as file:
        os.fsync(file.fileno())
    _rename(source, place)
    _sync_folder(place.parent)
    return place


def share(source: Path, place: Path) -> None:
    """The bytes of `source` under a second name, which stays good when the first one goes."""
    try:
        os.link(source, place)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, place)


def remove(upload_id: uuid.UUID) -> None:
    """Forget the bytes of an upload that came to nothing."""
    part_path(upload_id).unlink(missing_ok=True)
    stored_path(stored_name(upload_id)).unlink(missing_ok=True)


def older_than(moment: float) -> Iterator[Path]:
    """What lies in the incoming folder and was last written before `moment` (unix seconds)."""
    for entry in os.scandir(incoming_dir()):
        try:
            if entry.stat(follow_symlinks=False).st_mtime < moment:
                yield Path(entry.path)
        except FileNotFoundError:
            continue


def stored_before(moment: float) -> Iterator[Path]:
    """What lies in the store and was last written before `moment` (unix seconds)."""
    for path in (Path(settings.STORAGE_DIR) / STORED).rglob("*"):
        if path.is_file() and path.stat().st_mtime < moment:
            yield path


def name_of(path: Path) -> str:
    """The storage name of a place in the store."""
    return str(path.relative_to(settings.STORAGE_DIR))


def discard(path: Path) -> None:
    """Remove a file or folder of the incoming folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _write(blocks: Iterable[bytes | memoryview], descriptor: int, offset: int) -> int:
    end = offset
    for block in blocks:
        rest = memoryview(block)
        while rest:
            # A larger write asks for larger pages of the cache, which may have to be found first.
            count = os.pwrite(descriptor, rest[:BLOCK], end)
            rest, end = rest[count:], end + count
    return end - offset


def _rename(source: Path, place: Path) -> None:
    try:
        source.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        near = place.with_suffix(".near")
        shutil.copyfile(source, near)
        with near.open("rb") as file:
            os.fsync(file.fileno())
        near.replace(place)
        source.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
