"""Children that read hostile files: limited, without network, killed as a group. No Django."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("confine.py")
KEPT_OUTPUT = 4000
PULSE_SECONDS = 4.0

Pulse = Callable[[], None]


@dataclass(frozen=True)
class Allowance:
    """`memory` and `file` in bytes, `cpu` in seconds, `files` open at once."""

    memory: int
    cpu: int
    file: int
    files: int = 64


@dataclass(frozen=True)
class Outcome:
    """How a child ended; `code` is None when it was killed at the end of its time."""

    code: int | None
    output: str

    @property
    def succeeded(self) -> bool:
        return self.code == 0


def run(
    argv: Sequence[str],
    allowance: Allowance,
    *,
    seconds: float,
    folder: Path,
    pulse: Pulse | None = None,
) -> Outcome:
    """Run `argv` (its first item an absolute path) in `folder` for at most `seconds`.

    The environment is empty, standard input closed; the last of what it printed is kept. `pulse`
    is called every `PULSE_SECONDS`; what it raises ends the child. The child dies with us.
    """
    # -S keeps the launcher light; what it starts has its own interpreter or none.
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), json.dumps(asdict(allowance))]
    command = [*launcher, str(os.getpid()), *argv]
    with tempfile.TemporaryFile() as printed:
        child = subprocess.Popen(  # noqa: S603 - fixed argv, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            env={},
            cwd=folder,
            start_new_session=True,
        )
        try:
            code = _wait(child, time.monotonic() + seconds, pulse)
        finally:
            _kill_group(child)
        return Outcome(code, _tail(printed.fileno()))


def _wait(child: subprocess.Popen[bytes], deadline: float, pulse: Pulse | None) -> int | None:
    """Its exit code; None when its time is over."""
    while (left := deadline - time.monotonic()) > 0:
        try:
            return child.wait(timeout=min(left, PULSE_SECONDS) if pulse else left)
        except subprocess.TimeoutExpired:
            if pulse:
                pulse()
    return None


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _tail(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    kept = os.pread(descriptor, KEPT_OUTPUT, max(0, size - KEPT_OUTPUT))
    return kept.decode("utf-8", "replace").strip()
