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


STOPS = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}


@dataclass(frozen=True)
class Outcome:
    """How a child ended; `code` is None when its time was over, by the clock or the processor."""

    code: int | None
    output: str

    @property
    def was_stopped(self) -> bool:
        """By somebody else, such as the kernel when memory is short: no word about the file."""
        return self.code in STOPS

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
            code = _wait(child, time.monotonic() + seconds, allowance.cpu, pulse)
        finally:
            _kill_group(child)
        return Outcome(code, _tail(printed.fileno()))


def _wait(
    child: subprocess.Popen[bytes], deadline: float, cpu: int, pulse: Pulse | None
) -> int | None:
    """Its exit code; None when its time is over."""
    next_pulse, pause = time.monotonic() + PULSE_SECONDS, 0.001
    while time.monotonic() < deadline:
        # Not `Popen.wait`, which does not tell how much of the processor it has used.
        pid, status, used = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            # At the end of its processor time the kernel kills as anybody else would.
            is_over = used.ru_utime + used.ru_stime > cpu - 1
            return None if child.returncode == -signal.SIGKILL and is_over else child.returncode
        if pulse and time.monotonic() > next_pulse:
            pulse()
            next_pulse = time.monotonic() + PULSE_SECONDS
        time.sleep(pause)
        pause = min(pause * 2, 0.05)
    return None


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _tail(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    kept = os.pread(descriptor, KEPT_OUTPUT, max(0, size - KEPT_OUTPUT))
    return kept.decode("utf-8", "replace").strip()
