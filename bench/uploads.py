"""Uploads and delivery of 1 GiB, beside bare views of the same server on the same disk.

Ratios are of times: 1 / 0.7 means 70 % of the bare view's throughput.
"""

import base64
import http.client
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import psutil
from django.conf import settings

from bench import Measure, measure
from bench.entry import large_film, open_entry
from bench.served import served
from inovasi.embedded.mailbox import HOST
from submissions.models import Submission
from tests.live import Web, headers_of, running_web
from uploads.models import StoredFile

MIB = 1024 * 1024
SIZE = 1024 * MIB
GOALS = {4 * MIB: 1 / 0.7, MIB // 4: 1 / 0.4}
DELIVERY_GOAL = 1 / 0.6
RSS_MIB = 16.0


@measure
def uploads() -> Iterator[Measure]:
    with open_entry() as (entry, owner):
        store = Path(settings.STORAGE_DIR)
        film = large_film(store / "film.mp4", SIZE)
        os.environ["BENCH_FILE"] = str(store / "bare")
        headers = headers_of(owner)
        for chunk, goal in GOALS.items():
            bare = _bare(film, chunk)
            with running_web() as web:
                portal, grown = _tus(web, film, chunk, entry, headers)
            name = f"uploads {chunk // 1024} KiB chunks"
            yield Measure(name, portal, "s", bare, goal)
            yield Measure(f"{name}, memory", max(grown, 0.001), "MiB", RSS_MIB, 1.0)
        with served("bench.bare_files:download") as port:
            whole = _got(port, "/", {})
        file = StoredFile.objects.filter(purpose="video").first()
        with running_web() as web:
            part = _got(web.port, f"/berkas/{file.pk}/", {**headers, "Range": "bytes=0-"})
        yield Measure("delivery of a range", part, "s", whole, DELIVERY_GOAL)


def _bare(film: Path, chunk: int) -> float:
    with (
        served("bench.bare_files:upload") as port,
        closing(_line(port)) as line,
        film.open("rb") as file,
    ):
        started = time.perf_counter()
        for offset in range(0, SIZE, chunk):
            _asked(line, "PUT", f"/?{offset}", {}, file.read(chunk))
        return time.perf_counter() - started


def _tus(
    web: Web, film: Path, chunk: int, entry: Submission, headers: Mapping[str, str]
) -> tuple[float, float]:
    """Seconds for the whole file, its check included, and MiB by which the server grew."""
    server = psutil.Process(web.process.pid if web.process else 0)
    tus = {**headers, "Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
    with closing(_line(web.port)) as line, film.open("rb") as file:
        named = {"filename": "film.mp4", "purpose": "video", "target": str(entry.pk)}
        pairs = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in named.items())
        creation = {"Upload-Length": str(SIZE), "Upload-Metadata": pairs}
        url = _asked(line, "POST", "/unggahan/", {**tus, **creation}, b"").headers["Location"]
        before = most = _memory(server)
        started = time.perf_counter()
        for offset in range(0, SIZE, chunk):
            _asked(line, "PATCH", url, {**tus, "Upload-Offset": str(offset)}, file.read(chunk))
            if offset % (64 * MIB) == 0:
                most = max(most, _memory(server))
        passed = time.perf_counter() - started
    return passed, (max(most, _memory(server)) - before) / MIB


def _memory(server: psutil.Process) -> int:
    return max(process.memory_info().rss for process in server.children(recursive=True))


def _got(port: int, path: str, headers: Mapping[str, str]) -> float:
    """Seconds for reading all of it."""
    buffer, left = bytearray(MIB), SIZE
    started = time.perf_counter()
    with closing(_line(port)) as line:
        line.request("GET", path, headers=dict(headers))
        answer = line.getresponse()
        while count := answer.readinto(buffer):
            left -= count
    if left:
        raise RuntimeError(f"{path} answers {answer.status}, {left} bytes are missing")
    return time.perf_counter() - started


def _line(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(HOST, port, timeout=300)


def _asked(
    line: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str], body: bytes
) -> http.client.HTTPResponse:
    line.request(method, path, body, headers)
    answer = line.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path} answers {answer.status}: {said[:200]!r}")
    return answer
