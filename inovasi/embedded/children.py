"""Processes with groups of their own, whose lines go to the terminal under their name."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress

import psutil

from inovasi.embedded.console import Lines, say
from inovasi.embedded.parent import adopt_orphans, die_with_parent
from inovasi.embedded.paths import CHECKOUT

LONGEST_PAUSE = 30.0
GOOD_LIFE = 60.0


class Child:
    """One entry of the Procfile, over all its lives."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self.pause = 0.5
        self.born = 0.0
        self.due = 0.0

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_group(self, kind: signal.Signals) -> None:
        """To the process and to whatever it started, unless that left the group."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, kind)


class Children:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.members: dict[str, Child] = {}
        self.pipes = selectors.DefaultSelector()
        self.strangers = {process.pid for process in psutil.Process().children()}
        adopt_orphans()

    def start(self, child: Child) -> None:
        self.members[child.name] = child
        child.born = time.monotonic()
        child.process = subprocess.Popen(  # noqa: S603
            child.command,
            cwd=CHECKOUT,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        pipe = child.process.stdout
        assert pipe is not None  # noqa: S101
        os.set_blocking(pipe.fileno(), False)
        self.pipes.register(pipe, selectors.EVENT_READ, Lines(child.name))

    def listen(self, seconds: float) -> None:
        """Passes on what the children say within `seconds`."""
        for key, _ in self.pipes.select(seconds):
            data = b""
            with suppress(BlockingIOError):
                data = os.read(key.fd, 65536)
            if data:
                key.data.feed(data)
            else:
                key.data.close()
                self.pipes.unregister(key.fileobj)
                key.fileobj.close()  # type: ignore[union-attr]

    def revive(self) -> None:
        """Starts again what has died, more patiently each time."""
        now = time.monotonic()
        for child in self.members.values():
            if child.alive:
                continue
            if not child.due:
                self._mourn(child, now)
            elif now >= child.due:
                child.due = 0.0
                self.start(child)

    def _mourn(self, child: Child, now: float) -> None:
        child.signal_group(signal.SIGKILL)
        child.deaths += 1
        child.pause = 0.5 if now - child.born > GOOD_LIFE else min(child.pause * 2, LONGEST_PAUSE)
        child.due = now + child.pause
        code = child.process.returncode if child.process else 0
        ending = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        say(f"run    | {child.name} {ending}; it starts again in {child.pause:.0f} s")

    def ask_to_end(self) -> None:
        for child in self.members.values():
            if child.alive and child.process:
                child.process.terminate()

    @property
    def any_alive(self) -> bool:
        return any(child.alive for child in self.members.values())

    def kill(self) -> None:
        """Ends what is left: the groups, then orphans that had left their group."""
        for child in self.members.values():
            child.signal_group(signal.SIGKILL)
        for _ in range(20):
            left = self._left()
            if not left:
                return
            for process in left:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(left, timeout=0.5)

    def _left(self) -> list[psutil.Process]:
        """Descendants that live, without the keepers: these decide for themselves."""
        direct = [child for child in psutil.Process().children() if child.pid not in self.strangers]
        found = []
        for process in direct:
            with suppress(psutil.NoSuchProcess):
                found += [process, *process.children(recursive=True)]
        return [process for process in found if _lives(process)]


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
