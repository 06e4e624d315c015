"""What forks workers for `tests/warm_worker.py`: `python -m tests.warm_tasks PIPE`.

Each line on standard input names a moment, a task and what it is rung with; a process is forked
that does it and tells its steps. The answers are its number, and then how it ended.
"""

import json
import os
import sys
from datetime import datetime
from traceback import print_exc

from django.db import connection
from time_machine import travel

from inovasi.celery import app
from tests.warm_server import tell


def fork_on_demand(progress: int) -> None:
    app.loader.import_default_modules()
    connection.close()
    print("ready", flush=True)  # noqa: T201 - read by the test
    for line in sys.stdin:
        at, task, about = json.loads(line)
        child = os.fork()
        if child == 0:
            work(progress, datetime.fromisoformat(at), task, about)
        print(child, flush=True)  # noqa: T201 - read by the test
        _pid, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - read by the test


def work(progress: int, at: datetime, task: str, about: list[int]) -> None:
    os.setpgid(0, 0)
    tell(progress)
    try:
        with travel(at, tick=True):
            app.tasks[task](*about)
    except BaseException:
        print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    fork_on_demand(int(sys.argv[1]))
