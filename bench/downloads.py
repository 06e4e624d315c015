"""From the click to the last byte of a small file, made by an idle worker.

The reference is the same file made inside the request, and a second more.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse

from django.utils import timezone

from bench import Measure, measure
from bench.entry import open_entry
from downloads.models import FRESH, Order
from inovasi.embedded.mailbox import HOST
from submissions import printing
from submissions.models import Submission
from tests.live import headers_of, running_web
from tests.processes import running, worker

MORE_SECONDS = 1.0
CLICKS = 9


@measure
def downloads() -> Iterator[Measure]:
    with open_entry() as (entry, owner), running_web() as web, running(worker("default,files")):
        headers, path = headers_of(owner), f"/usulan/{entry.pk}/usulan.pdf"
        _clicked(web.port, path, headers)
        slowest = max(_clicked(web.port, path, headers) for _click in range(CLICKS))
        alone = _in_the_request(entry)
        yield Measure("from click to file when idle", slowest, "s", alone + MORE_SECONDS, 1.0)


def _clicked(port: int, path: str, headers: Mapping[str, str]) -> float:
    started = time.perf_counter()
    place = _asked(port, path, headers)[0].headers["Location"]
    while not place.endswith("/berkas/") or not (found := _asked(port, place, headers)[1]):
        time.sleep(0.1)
        place = f"{place.removesuffix('berkas/')}berkas/"
    if not found.startswith(b"%PDF"):
        raise RuntimeError(f"{place} is no PDF")
    Order.objects.update(made_at=timezone.now() - FRESH)
    return time.perf_counter() - started


def _asked(port: int, path: str, headers: Mapping[str, str]) -> tuple[HTTPResponse, bytes]:
    with closing(HTTPConnection(HOST, port, timeout=30)) as line:
        line.request("GET", path, headers=dict(headers))
        answer = line.getresponse()
        return answer, answer.read()


def _in_the_request(entry: Submission) -> float:
    started, at = time.perf_counter(), timezone.now()
    printing.pdf(printing.entry_document(entry, at), at)
    return time.perf_counter() - started
