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


TIMED_OUT = 1 << 16
"""No exit code of a process."""
STOPS = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}


@dataclass(frozen=True)
class Outcome:
    """How a child ended; `code` is None when its time was over, by the clock or the processor.

    A child `is_starved` whose time passed while others had the processor.
    """

    code: int | None
    output: str
    is_starved: bool = False

    @property
    def was_stopped(self) -> bool:
        """By somebody else, such as the kernel when memory is short: no word about the file."""
        return self.code in STOPS or self.is_starved

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
            used = _wait(child, time.monotonic() + seconds, pulse)
        finally:
            _kill_group(child)
        return _ended(child.returncode, used, allowance.cpu, _tail(printed.fileno()))


def _wait(child: subprocess.Popen[bytes], deadline: float, pulse: Pulse | None) -> float:
    """Returns at its end, or kills it at the end of its time; the seconds of processor it used."""
    next_pulse, pause = time.monotonic() + PULSE_SECONDS, 0.001
    while (left := deadline - time.monotonic()) > 0:
        # Not `Popen.wait`, which does not tell how much of the processor it has used.
        pid, status, used = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return used.ru_utime + used.ru_stime
        if pulse and time.monotonic() > next_pulse:
            pulse()
            next_pulse = time.monotonic() + PULSE_SECONDS
        time.sleep(min(pause, left))
        pause = min(pause * 2, 0.05)
    os.killpg(child.pid, signal.SIGKILL)
    _pid, _status, used = os.wait4(child.pid, 0)
    child.returncode = TIMED_OUT
    return used.ru_utime + used.ru_stime


def _ended(code: int, used: float, cpu: int, output: str) -> Outcome:
    """At the end of its processor time the kernel kills as anybody else would."""
    if code == TIMED_OUT:
        return Outcome(None, output, is_starved=used < cpu / 2)
    is_over = code == -signal.SIGKILL and used > cpu - 1
    return Outcome(None if is_over else code, output)


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _tail(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    kept = os.pread(descriptor, KEPT_OUTPUT, max(0, size - KEPT_OUTPUT))
    return kept.decode("utf-8", "replace").strip()
