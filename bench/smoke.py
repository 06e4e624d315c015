"""Does measuring work at all: the health page against the barest page of the same server."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bench import Measure, measure
from bench.served import median_milliseconds, served

REQUESTS = 300
# The health page asks the database and passes through every middleware; the bare page does nothing.
GOAL = 10.0


def bare(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


@measure
def smoke() -> Iterator[Measure]:
    with served("bench.smoke:bare") as port:
        reference = median_milliseconds(port, "/", REQUESTS)
    with served("inovasi.wsgi:application") as port:
        value = median_milliseconds(port, "/healthz", REQUESTS)
    yield Measure("smoke", value, "ms", reference, GOAL)
