"""The barest views that store and send a file as the portal must: the measure of its own."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.http import FileResponse

BLOCK = 256 * 1024


def place() -> Path:
    return Path(os.environ["BENCH_FILE"])


def upload(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Writes the body at the offset in the address, safely on disk before it answers."""
    left, source = int(environ["CONTENT_LENGTH"]), environ["wsgi.input"]
    descriptor = os.open(place(), os.O_WRONLY | os.O_CREAT)
    try:
        os.lseek(descriptor, int(environ["QUERY_STRING"]), os.SEEK_SET)
        while left and (block := source.read(min(BLOCK, left))):
            os.write(descriptor, block)
            left -= len(block)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    start_response("204 No Content", [])
    return [b""]


def download(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The whole file in a `FileResponse`, handed to the server as Django does it."""
    response = FileResponse(place().open("rb"))
    start_response("200 OK", [("Content-Length", str(place().stat().st_size))])
    wrapper = environ.get("wsgi.file_wrapper")
    if wrapper is None:
        return response
    return wrapper(response.file_to_stream, response.block_size)
