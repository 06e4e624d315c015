"""Runs one program under limits that it cannot lift. A script that imports no project code.

    python -I -S confine.py '{"memory": BYTES, "cpu": SECONDS, "file": BYTES, "files": N}' PROGRAM

Setting the limits here, after the fork and before the program, is safe in a process with threads.
"""

import ctypes
import json
import os
import resource
import sys

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


if __name__ == "__main__":
    os.nice(5)
    leave_network()
    limit(**json.loads(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - a fixed program, no shell
