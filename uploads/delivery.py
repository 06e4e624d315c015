"""The one door for every stored byte: asked for each time, in whole or in part, never cached."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from csp.constants import HEADER as CSP_HEADER
from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from uploads import bucket
from uploads.models import StoredFile
from uploads.ranges import Range, Unsatisfiable, parse

logger = logging.getLogger(__name__)

BLOCK = 128 * 1024
INLINE_TYPES = frozenset(
    {"application/pdf", "image/jpeg", "image/png", "image/webp", "video/mp4", "text/vtt"}
)
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
)
# A film opened on its own fetches itself again; without its origin the browser refuses that.
VIDEO_POLICY = f"{POLICY} allow-same-origin"


CARRIED_TYPES = frozenset({"text/vtt"})
"""What pages read from their own site only: it goes through the portal wherever it lies."""


def deliver(
    request: HttpRequest, file: StoredFile, *, inline: bool, name: str = ""
) -> HttpResponseBase:
    """The answer to a GET or HEAD for `file`, whose permission was checked by the caller.

    `inline` shows it in place when its type is one that a browser shows safely; `name` stands in
    the place of its own. A setting `ACCEL_PREFIX` leaves the bytes to nginx. What lies in the
    bucket is answered with a link that is good for minutes; raises `BucketAway`.
    """
    disposition = _disposition(file, inline, name)
    if file.moved_at and request.method == "GET" and file.content_type not in CARRIED_TYPES:
        return _sent_on(file, disposition)
    response = _from_here(request, file)
    response["Content-Disposition"] = disposition
    return _dressed(response, file)


def _sent_on(file: StoredFile, disposition: str) -> HttpResponseBase:
    bucket.require_answer()
    response = HttpResponseRedirect(
        bucket.link(file.path, content_type=file.content_type, disposition=disposition)
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _from_here(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    prefix = getattr(settings, "ACCEL_PREFIX", "")
    if prefix and not file.moved_at and file.absolute_path.exists():
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(file.path)}"
    else:
        response = _answer(request, file)
    return response


def etag(file: StoredFile) -> str:
    return f'"{file.sha256}"'


def _answer(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    try:
        part = _wanted(request, file)
    except Unsatisfiable:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{file.size}"
        return response
    shown = part or Range(0, file.size)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse()
    else:
        response = StreamingHttpResponse(Slice(_opened(file), shown))
    response["Content-Length"] = str(shown.length)
    if part:
        response.status_code = 206
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    return response


def _wanted(request: HttpRequest, file: StoredFile) -> Range | None:
    """Ranges are for GET only, and only of the version that `If-Range` names."""
    condition = request.headers.get("If-Range")
    if request.method != "GET" or (condition is not None and condition != etag(file)):
        return None
    return parse(request.headers.get("Range"), file.size)


def _opened(file: StoredFile) -> BinaryIO:
    try:
        return file.open()
    except FileNotFoundError as error:
        logger.error("stored file %s is missing on disk", file.pk)
        raise Http404(_("Berkas tidak ditemukan.")) from error


def _disposition(file: StoredFile, inline: bool, name: str) -> str:
    shown = inline and file.content_type in INLINE_TYPES
    return content_disposition_header(
        as_attachment=not shown, filename=name or file.original_name
    ) or ("inline" if shown else "attachment")


def _dressed(response: HttpResponseBase, file: StoredFile) -> HttpResponseBase:
    response["Content-Type"] = file.content_type
    response["ETag"] = etag(file)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response[CSP_HEADER] = VIDEO_POLICY if file.content_type.startswith("video/") else POLICY
    return response


class Slice:
    """The bytes of a range in blocks. The server calls `close`, also when the client aborts."""

    def __init__(self, file: BinaryIO, part: Range) -> None:
        file.seek(part.start)
        self._file, self._left = file, part.length

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        block = self._file.read(min(BLOCK, self._left)) if self._left else b""
        if not block:
            self.close()
            raise StopIteration
        self._left -= len(block)
        return block

    def close(self) -> None:
        self._left = 0
        self._file.close()
