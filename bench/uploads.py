"""Uploads and delivery of 1 GiB, beside bare views of the same server on the same disk.

Ratios are of times: 1 / 0.7 means 70 % of the bare view's throughput. A server has answered a small
upload in many pieces before it is measured: what each of its threads reads in and opens once, for
its first request, is no cost of a file.
"""

import base64
import http.client
import os
import statistics
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from django.conf import settings

from bench import Measure, measure
from bench.entry import large_film, open_entry
from bench.served import served
from inovasi.embedded.mailbox import HOST
from submissions.models import Submission
from tests.live import ACCEL, OPEN, Web, headers_of, nginx_before, running_web
from uploads.models import StoredFile
from uploads.protocol import CHUNK_TYPE

MIB = 1024 * 1024
SIZE = 1024 * MIB
GOALS = {4 * MIB: 1 / 0.7, MIB // 4: 1 / 0.4}
WARM_UP, WARM_UP_CHUNK = 64 * MIB, MIB // 4
TURN = 16 * MIB
DELIVERY_GOAL = 1 / 0.6
NGINX_GOAL = 1 / 0.9
RSS_MIB = 16.0
ROUNDS = 7
"""Of a third of a second each: the median of each side is compared."""


@measure
def uploads() -> Iterator[Measure]:
    with open_entry() as (entry, owner):
        store = Path(settings.STORAGE_DIR)
        film = large_film(store / "film.mp4", SIZE)
        first = large_film(store / "first.mp4", WARM_UP)
        headers = headers_of(owner)
        for chunk, goal in GOALS.items():
            os.environ["BENCH_FILE"] = str(store / f"bare-{chunk}")
            with served("bench.bare_files:application") as port, running_web() as web:
                _race(_Tus(web, first, entry, headers), _Bare(port, first), WARM_UP_CHUNK)
                portal, bare = _Tus(web, film, entry, headers), _Bare(port, film)
                _race(portal, bare, chunk)
            name = f"uploads {chunk // 1024} KiB chunks"
            yield Measure(name, portal.seconds, "s", bare.seconds, goal)
            yield Measure(f"{name}, memory", max(portal.grown, 0.001), "MiB", RSS_MIB, 1.0)
        yield from _delivery(headers)


def _delivery(headers: Mapping[str, str]) -> Iterator[Measure]:
    """A range that is the whole file, so that both sides send the same bytes."""
    file = StoredFile.objects.filter(purpose="video").first()
    path, ranged = f"/berkas/{file.pk}/", {**headers, "Range": "bytes=0-"}
    with served("bench.bare_files:application") as port:
        whole = _got(port, "/", {})
    with running_web() as web:
        part = _got(web.port, path, ranged)
    yield Measure("delivery of a range", part, "s", whole, DELIVERY_GOAL)
    os.environ["ACCEL_PREFIX"] = ACCEL
    with (
        running_web() as web,
        TemporaryDirectory() as folder,
        nginx_before(web, Path(folder)) as origin,
    ):
        port = int(origin.rpartition(":")[2])
        with closing(_line(port)) as line:
            _asked(line, "HEAD", path, headers, b"")
        rounds = [
            (_got(port, f"{OPEN}{file.path}", {"Range": "bytes=0-"}), _got(port, path, ranged))
            for _turn in range(ROUNDS)
        ]
    own, part = map(statistics.median, zip(*rounds, strict=True))
    yield Measure("delivery of a range behind nginx", part, "s", own, NGINX_GOAL)


class _Sender(ABC):
    """Sends one file over one line, and adds up the seconds that this takes."""

    def __init__(self, port: int, film: Path) -> None:
        self.seconds, self.size = 0.0, film.stat().st_size
        self._line, self._file = _line(port), film.open("rb")

    def send(self, offset: int, size: int) -> None:
        block = self._file.read(size)
        started = time.perf_counter()
        self._put(offset, block)
        self.seconds += time.perf_counter() - started

    @abstractmethod
    def _put(self, offset: int, block: bytes) -> None:
        """Send `block` to its place; returns once the server has it on disk."""

    def close(self) -> None:
        self._line.close()
        self._file.close()


class _Bare(_Sender):
    """Into a new file, as an upload is one: in blocks that are its own already, fsync is cheap."""

    def __init__(self, port: int, film: Path) -> None:
        super().__init__(port, film)
        Path(os.environ["BENCH_FILE"]).unlink(missing_ok=True)

    def _put(self, offset: int, block: bytes) -> None:
        _asked(self._line, "PUT", f"/{offset}", {}, block)


class _Tus(_Sender):
    """The check of the whole file at the end included; `grown` in MiB."""

    def __init__(self, web: Web, film: Path, entry: Submission, headers: Mapping[str, str]) -> None:
        super().__init__(web.port, film)
        named = {"filename": "film.mp4", "purpose": "video", "target": str(entry.pk)}
        pairs = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in named.items())
        self._headers = {**headers, "Tus-Resumable": "1.0.0", "Content-Type": CHUNK_TYPE}
        creation = {"Upload-Length": str(self.size), "Upload-Metadata": pairs}
        made = _asked(self._line, "POST", "/unggahan/", {**self._headers, **creation}, b"")
        self._url = made.headers["Location"]
        self._server = psutil.Process(web.process.pid if web.process else 0)
        self._before, self.grown = _memory(self._server), 0.0

    def _put(self, offset: int, block: bytes) -> None:
        at = {"Upload-Offset": str(offset)}
        _asked(self._line, "PATCH", self._url, {**self._headers, **at}, block)

    def look(self) -> None:
        self.grown = max(self.grown, (_memory(self._server) - self._before) / MIB)


def _race(portal: _Tus, bare: _Bare, chunk: int) -> None:
    """In turns of `TURN` bytes: what else the machine does meanwhile falls on both."""
    with closing(portal), closing(bare):
        for turn in range(0, portal.size, TURN):
            for sender in (bare, portal):
                for offset in range(turn, turn + TURN, chunk):
                    sender.send(offset, chunk)
            portal.look()


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
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
) -> http.client.HTTPResponse:
    line.request(method, path, body, dict(headers))
    answer = line.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path} answers {answer.status}: {said[:200]!r}")
    return answer
