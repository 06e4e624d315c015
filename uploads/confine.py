"""Runs one program under limits that it cannot lift. A script that imports no project code.

    python -I -S confine.py LIMITS PARENT PROGRAM...

LIMITS is such as '{"memory": BYTES, "cpu": SECONDS, "file": BYTES, "files": N}', PARENT the process
whose death is to be the program's own.

Setting the limits here, after the fork and before the program, is safe in a process with threads.
"""

import ctypes
import json
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000


def limit(memory: int, cpu: int, file: int, files: int) -> None:
    for kind, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, file),
        (resource.RLIMIT_NOFILE, files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))


def leave_network() -> None:
    """Into a network of its own, with nobody in it, where the kernel allows that."""
    libc = ctypes.CDLL(None)
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


def die_with(parent: int) -> None:
    """A worker that is killed leaves no decoder behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    os.nice(5)
    leave_network()
    limit(**json.loads(sys.argv[1]))
    die_with(int(sys.argv[2]))
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606 - a fixed program, no shell
