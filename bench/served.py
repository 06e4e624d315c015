"""The server of production in front of any WSGI application, and the time that it takes."""

import http.client
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from inovasi.embedded.mailbox import HOST, bound_port

OPTIONS = ["--interface", "wsgi", "--host", HOST, "--blocking-threads", "4", "--no-log"]


@contextmanager
def served(application: str, *, workers: int = 1) -> Iterator[int]:
    """The port of a granian."""
    port = bound_port(0)
    command = [sys.executable, "-m", "granian", *OPTIONS]
    command += ["--workers", str(workers), "--port", str(port), application]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with closing(http.client.HTTPConnection(HOST, port, timeout=5)) as connection:
            try:
                connection.connect()
            except OSError:
                time.sleep(0.05)
            else:
                return
    raise RuntimeError("the server does not start")


def median_milliseconds(port: int, path: str, requests: int) -> float:
    """Of requests one after another on one connection, after a tenth of them to warm up."""
    with closing(http.client.HTTPConnection(HOST, port, timeout=10)) as connection:
        times = [_timed(connection, path) for _ in range(requests + requests // 10)]
    return statistics.median(times[requests // 10 :]) * 1000


def _timed(connection: http.client.HTTPConnection, path: str) -> float:
    start = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} answers {response.status}")
    return time.perf_counter() - start
