"""A worker that begins at once and can be killed at a step, for `tests/test_killed_tasks.py`."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from tests.live import CHECKOUT, environment


class WarmWorker:
    """The process that forks; `does` lets a task be done, or killed on the way."""

    def __init__(self, **variables: str) -> None:
        self._progress, far = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm_tasks", str(far)],
            cwd=CHECKOUT,
            env={**environment(), **variables},
            pass_fds=[far],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        os.close(far)
        assert self._said() == "ready"

    def _said(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def does(self, task: str, about: Sequence[int], at: datetime, *, killed_at: int = 0) -> int:
        """How many steps it took; with `killed_at` it gets no further than that step."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps([at.isoformat(), task, list(about)]), file=self._process.stdin)
        number, seen = int(self._said()), 0
        while True:
            ready, _, _ = select.select([self._progress, self._process.stdout], [], [])
            if self._progress in ready:
                seen += len(os.read(self._progress, 65536))
                if killed_at and seen >= killed_at:
                    # Its last step is told a moment before it is gone.
                    with suppress(ProcessLookupError):
                        os.killpg(number, signal.SIGKILL)
            else:
                assert self._said() in ("0", "-9" if killed_at else "0"), task
                return seen

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        os.close(self._progress)
