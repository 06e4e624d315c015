"""The bucket to which accepted files are moved, where one is set (`S3_BUCKET`).

Objects bear the names that files have in the store. No object is public: whoever may read a file
gets a link of a few minutes.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from uploads import storage
from uploads.confinement import Pulse
from uploads.errors import BucketAway

logger = logging.getLogger(__name__)

LINK_SECONDS = 300
"""How long a link to a file is good: to start with it, not to pass it on."""

BLOCK = 256 * 1024
TRUSTED_SECONDS, DOUBTED_SECONDS = 15.0, 5.0
_last_look = (0.0, False)


def is_set() -> bool:
    return "bucket" in settings.STORAGES


def away() -> BucketAway:
    return BucketAway(
        _(
            "Berkas ini disimpan di gudang berkas yang sedang tidak dapat dihubungi. "
            "Berkasnya tidak hilang; coba lagi beberapa menit lagi."
        )
    )


def require_answer() -> None:
    """Raises `BucketAway` unless the bucket answers, or did within the last seconds."""
    global _last_look
    looked_at, answered = _last_look
    if time.monotonic() - looked_at > (TRUSTED_SECONDS if answered else DOUBTED_SECONDS):
        answered = _answers()
        _last_look = (time.monotonic(), answered)
    if not answered:
        raise away()


def _answers() -> bool:
    try:
        with _asked():
            _client().head_bucket(Bucket=_name())
    except (BucketAway, FileNotFoundError):
        return False
    return True


def link(name: str, *, content_type: str, disposition: str) -> str:
    """An address under which anyone gets the bytes for the next `LINK_SECONDS`."""
    with _asked():
        return str(
            _client().generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": _name(),
                    "Key": name,
                    "ResponseContentType": content_type,
                    "ResponseContentDisposition": disposition,
                    "ResponseCacheControl": "private, no-store",
                },
                ExpiresIn=LINK_SECONDS,
            )
        )


def put(path: Path, name: str, *, content_type: str, pulse: Pulse) -> None:
    """Copy the file at `path` to the object `name`; `pulse` is called with each block."""
    with _asked(), path.open("rb") as file:
        storages["bucket"].save(name, _Beating(file, pulse, content_type))


def sha256_of(name: str, pulse: Pulse) -> str:
    """What the bucket hands out under `name`, read back in whole. `FileNotFoundError`."""
    hasher = hashlib.sha256()
    for block in _blocks(name):
        pulse()
        hasher.update(block)
    return hasher.hexdigest()


def fetch(name: str, path: Path, *, size: int, sha256: str, pulse: Pulse | None = None) -> None:
    """Bring the object to a new file at `path`, on disk only when it is what was accepted.

    `pulse` is called with each block. Raises `BucketAway`, `NoSpace`, `FileNotFoundError`, and
    `OSError` for other bytes.
    """
    storage.require_space(size)
    hasher = hashlib.sha256()
    with path.open("xb") as file:
        for block in _blocks(name):
            if file.tell() + len(block) > size:
                break
            if pulse:
                pulse()
            hasher.update(block)
            file.write(block)
    if hasher.hexdigest() != sha256:
        path.unlink()
        raise OSError(errno.EIO, "the bucket holds other bytes than were accepted", name)


def opened(name: str, *, size: int, sha256: str) -> BinaryIO:
    """The same as an open file without a name, gone when it is closed."""
    with tempfile.TemporaryDirectory(prefix="work-", dir=storage.incoming_dir()) as folder:
        path = Path(folder) / "content"
        fetch(name, path, size=size, sha256=sha256)
        return path.open("rb")


def objects() -> Iterator[tuple[str, int, datetime]]:
    """Everything in the bucket: name, bytes, and since when it lies there."""
    with _asked():
        pages = _client().get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=_name(), Prefix=storage.STORED):
            for each in page.get("Contents", ()):
                yield each["Key"], each["Size"], each["LastModified"]


def discard(name: str) -> None:
    with _asked():
        storages["bucket"].delete(name)


def _blocks(name: str) -> Iterator[bytes]:
    with _asked():
        answer = _client().get_object(Bucket=_name(), Key=name)
        with closing(answer["Body"]) as body:
            yield from body.iter_chunks(BLOCK)


def _client() -> Any:
    """One for all threads of the process, which botocore allows for clients."""
    if not is_set():
        logger.error("files lie in a bucket, but S3_BUCKET is not set")
        raise away()
    return storages["bucket"].bucket.meta.client


def _name() -> str:
    return str(storages["bucket"].bucket_name)


@contextmanager
def _asked() -> Iterator[None]:
    """Turns what the client raises into `BucketAway`, or `FileNotFoundError` for no such object."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise FileNotFoundError(errno.ENOENT, "no such object in the bucket") from error
        logger.warning("the bucket refuses: %s", error)
        raise away() from error
    except BotoCoreError as error:
        logger.warning("the bucket does not answer: %s", error)
        raise away() from error


class _Beating(File):
    """A file whose reader is alive as long as it reads."""

    def __init__(self, file: BinaryIO, pulse: Pulse, content_type: str) -> None:
        super().__init__(file)
        self.content_type = content_type
        self._pulse = pulse

    def read(self, *size: int) -> bytes:
        self._pulse()
        return self.file.read(*size)
