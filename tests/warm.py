"""A web process that answers at once, forked from one that has read in the whole portal.

Granian takes two seconds to start; some hundred kills would take a quarter of an hour. So one
process (`tests/warm_server.py`) reads the portal in, and forks a server for each deed: a process of
its own, with connections of its own, killed by `kill -9` from outside. It tells by a byte in a pipe
whenever it is about to speak to the database and whenever a transaction has ended, so that the
one who kills can choose moments spread over the deed and not over the clock.
"""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.live import CHECKOUT, environment

HOST = "127.0.0.1"
PATIENCE = 60
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a browser got; status 0 when the line broke before there was an answer."""

    status: int
    place: str = ""
    text: str = field(default="", repr=False)


class Warm:
    """The process that forks; `serve` gives a fresh server that believes in a moment."""

    def __init__(self, **variables: str) -> None:
        self._listener = socket.create_server((HOST, 0))
        self._progress, far = os.pipe()
        numbers = (self._listener.fileno(), far)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm_server", *map(str, numbers)],
            cwd=CHECKOUT,
            env={**environment(), **variables},
            pass_fds=numbers,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        os.close(far)
        self._server = 0
        assert self._said() == "ready"

    def _said(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def serve(self, at: datetime) -> None:
        """A new server takes the place of the old one."""
        self.kill()
        assert self._process.stdin
        print(at.isoformat(), file=self._process.stdin, flush=True)
        self._server = int(self._said())

    def kill(self) -> None:
        """As the machine's memory killer does: at once, with everything it has started."""
        if self._server:
            with suppress(ProcessLookupError):
                os.killpg(self._server, signal.SIGKILL)
            self._server = 0

    def close(self) -> None:
        self.kill()
        self._process.kill()
        self._process.communicate()
        self._listener.close()
        os.close(self._progress)

    def steps(self) -> int:
        """How often the server has told of progress since this was asked last."""
        found = 0
        while select.select([self._progress], [], [], 0)[0]:
            found += len(os.read(self._progress, 65536))
        return found

    def wait_for_step(self, number: int, line: HTTPConnection) -> None:
        """Until the server has come so far, or has answered."""
        seen = 0
        while seen < number:
            ready, _, _ = select.select([self._progress, line.sock], [], [], PATIENCE)
            if self._progress not in ready:
                return
            seen += len(os.read(self._progress, number - seen))

    @contextmanager
    def asking(
        self, path: str, fields: Fields, headers: Mapping[str, str]
    ) -> Iterator[HTTPConnection]:
        """A form that is sent, its answer not yet read."""
        body, kind = encoded(fields)
        with closing(HTTPConnection(HOST, self._listener.getsockname()[1], timeout=60)) as line:
            line.request("POST", path, body, {"Content-Type": kind, **headers})
            yield line

    def post(self, path: str, fields: Fields, headers: Mapping[str, str]) -> Answer:
        with self.asking(path, fields, headers) as line:
            return answer(line)


def answer(line: HTTPConnection) -> Answer:
    with suppress(OSError, HTTPException):
        response: HTTPResponse = line.getresponse()
        text = response.read().decode(errors="replace")
        return Answer(response.status, response.headers.get("Location", ""), text)
    return Answer(0)


def encoded(fields: Fields) -> tuple[bytes, str]:
    """A form as browsers send it; a field may be a list, or a path of a file."""
    mark = uuid4().hex
    parts = []
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            head, content = f'name="{name}"', each
            if isinstance(each, Path):
                head, content = f'{head}; filename="{each.name}"', each.read_bytes()
            bytes_of = content if isinstance(content, bytes) else str(content).encode()
            parts.append(
                f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode()
                + bytes_of
                + b"\r\n"
            )
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
