"""Helpers of test_embedded.py: state folders of their own, and the processes that use them."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from inovasi.embedded.accounts import OUTSIDE
from inovasi.embedded.environment import STANDS_FOR
from inovasi.embedded.paths import CHECKOUT, State

HOLDER = """
import json, sys
from pathlib import Path
from inovasi.embedded.holding import hold
from inovasi.embedded.paths import State
holding = hold(State(Path(sys.argv[1])), sys.argv[2:])
print(json.dumps(holding.addresses), flush=True)
sys.stdin.read()
holding.release()
"""
SET_BY_TEST_RUN = {*STANDS_FOR.values(), "SECRET_KEY", "MAILBOX_DIR", "STORAGE_DIR", "PUBLIC_URL"}


def environment(**variables: str) -> dict[str, str]:
    """The environment of a newcomer, without what bin/test has filled in."""
    plain = {name: value for name, value in os.environ.items() if name not in SET_BY_TEST_RUN}
    return {**plain, **variables}


@contextmanager
def state_folder(name: str = "var", *, mode: int = 0o755) -> Iterator[State]:
    """A state folder in a parent of `mode`; what a test leaves elsewhere goes as well."""
    parent = Path(tempfile.mkdtemp(prefix="portal-test-"))
    parent.chmod(mode)
    state = State(parent / name)
    try:
        yield state
    finally:
        for process in processes_of(state):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        shutil.rmtree(parent, ignore_errors=True)
        for left in (
            OUTSIDE / state.key,
            *Path(tempfile.gettempdir()).glob(f"portal-{state.key}-*"),
        ):
            shutil.rmtree(left, ignore_errors=True)


class Holder:
    """A process that uses services until it is told to go."""

    def __init__(self, state: State, *names: str, wait: bool = True, **variables: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(state.root), *names],
            cwd=CHECKOUT,
            env=environment(**variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addresses: dict[str, str] = self.started() if wait else {}

    def started(self) -> dict[str, str]:
        """Waits for the addresses; none when it does not get them."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line) if line else {}

    def go(self) -> str:
        """Ends it, and returns what it complained about."""
        return self.process.communicate(timeout=60)[1]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)


@contextmanager
def holding(state: State, *names: str, **variables: str) -> Iterator[dict[str, str]]:
    holder = Holder(state, *names, **variables)
    try:
        if not holder.addresses:
            raise AssertionError(holder.go())
        yield holder.addresses
    finally:
        holder.go()


class Portal:
    """`run` as a newcomer starts it, with its terminal's lines in a file."""

    def __init__(self, state: State, *options: str, **variables: str) -> None:
        state.root.mkdir(parents=True, exist_ok=True)
        self.output = state.root / "terminal"
        with self.output.open("wb") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "inovasi.embedded", "run", *options],
                cwd=CHECKOUT,
                env=environment(PORTAL_VAR=str(state.root), **variables),
                stdin=subprocess.DEVNULL,
                stdout=terminal,
                stderr=terminal,
                start_new_session=True,
            )

    @property
    def lines(self) -> str:
        return self.output.read_text()

    def wait_until_up(self) -> None:
        until(lambda: "is up at" in self.lines or self.process.poll() is not None, 120)
        assert "is up at" in self.lines, self.lines

    def signal(self, kind: signal.Signals) -> None:
        self.process.send_signal(kind)

    def end(self) -> int:
        return self.process.wait(timeout=60)


def sentence(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "inovasi.embedded", *command],
        cwd=CHECKOUT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
    )


def processes_of(state: State) -> list[psutil.Process]:
    """Every process that works in the state folder, by command line, folder or environment."""
    return [process for process in psutil.process_iter() if _belongs(process, state)]


def _belongs(process: psutil.Process, state: State) -> bool:
    homes = (str(state.root), str(OUTSIDE / state.key))
    try:
        if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
            return False
        words = [*process.cmdline(), process.cwd(), process.environ().get("PORTAL_VAR", "")]
    except psutil.Error:
        return False
    return any(home in word for home in homes for word in words)


def postmaster(state: State) -> psutil.Process:
    """The PostgreSQL of the state folder."""
    note = state.root / "postgres.location"
    home = Path(note.read_text().strip()) if note.exists() else state.root / "postgres"
    return psutil.Process(int((home / "data" / "postmaster.pid").read_text().split()[0]))


def until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def modes_above(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Permissions and owners of all folders above `folder`."""
    return {
        parent: (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid)
        for parent in folder.parents
        for found in [parent.stat()]
    }
