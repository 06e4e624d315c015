"""`run`: web, workers and beat, from the first line to the last process."""

import http.client
import signal
import time
from collections.abc import Callable
from contextlib import closing

from inovasi.embedded.children import Child, Children
from inovasi.embedded.mailbox import HOST, bound_port
from inovasi.embedded.paths import CHECKOUT, Refusal

TICK = 0.1
FIRST_ANSWER = 90.0
FAREWELL = 8.0
HOPELESS = 3


class Supervisor:
    def __init__(self, children: Children, port: int) -> None:
        self.children = children
        self.port = port
        self.wishes_to_end = 0
        for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(kind, self._wish)

    def _wish(self, *_: object) -> None:
        self.wishes_to_end += 1

    def serve(self, preparation: list[str], announce: Callable[[], None]) -> int:
        """Until somebody ends it; 0 then, 1 when the portal cannot start."""
        try:
            if not self._prepared(preparation):
                return int(not self.wishes_to_end)
            for child in procfile():
                self.children.start(child)
            if self._answered():
                announce()
            while not self.wishes_to_end:
                self.children.listen(TICK)
                self.children.revive()
            return 0
        finally:
            self._stop()

    def _prepared(self, command: list[str]) -> bool:
        child = Child("setup", command)
        self.children.start(child)
        while child.alive and not self.wishes_to_end:
            self.children.listen(TICK)
        self.children.listen(0)
        if child.alive:
            return False
        del self.children.members[child.name]
        return child.process is not None and child.process.returncode == 0

    def _answered(self) -> bool:
        """Waits for the first answer of the web server."""
        web = self.children.members["web"]
        deadline = time.monotonic() + FIRST_ANSWER
        while not self.wishes_to_end:
            self.children.listen(TICK)
            if web.alive and answers(self.port):
                return True
            self.children.revive()
            if web.deaths >= HOPELESS or time.monotonic() > deadline:
                raise Refusal(
                    "The web server does not start: the lines above that begin with web say why."
                )
        return False

    def _stop(self) -> None:
        """Asks, waits for a bounded time or for a second Ctrl-C, then ends by force."""
        wishes = max(self.wishes_to_end, 1)
        self.children.ask_to_end()
        deadline = time.monotonic() + FAREWELL
        while self.children.any_alive and time.monotonic() < deadline:
            self.children.listen(TICK)
            if self.wishes_to_end > wishes:
                break
        self.children.kill()


def procfile() -> list[Child]:
    """The same processes that an installation runs, each in a shell that steps aside."""
    lines = (CHECKOUT / "Procfile").read_text().splitlines()
    pairs = (line.partition(":") for line in lines if line.strip())
    return [Child(name, ["/bin/sh", "-c", f"exec {command}"]) for name, _, command in pairs]


def answers(port: int) -> bool:
    """Whether the portal takes requests; what it answers to a foreign host name is its business."""
    with closing(http.client.HTTPConnection(HOST, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False


def require_free(port: int) -> None:
    try:
        bound_port(port)
    except PermissionError:
        raise Refusal(
            f"Port {port} needs more rights than you have: choose one above 1023, such as"
            " bin/run --port 8000."
        ) from None
    except OSError:
        raise Refusal(
            f"Port {port} is in use by another program: choose another one, such as"
            f" bin/run --port {port + 1}."
        ) from None
