"""What forks web servers for `tests/warm.py`: `python -m tests.warm_server SOCKET PIPE`.

Each line on standard input is a moment; the answer is the process number of a server that believes
in it.
"""

import json
import os
import signal
import socket
import sys
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
from django.db import connection
from django.test import Client
from time_machine import travel

from inovasi.wsgi import application

HOST = "127.0.0.1"
PATIENCE = 60


def fork_on_demand(listener: int, progress: int) -> None:
    for name, value in json.loads(os.environ["PLAYED_SETTINGS"]).items():
        setattr(settings, name, value)
    # Templates and translations are read in once, and no connection is inherited.
    Client().get("/masuk/")
    connection.close()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)  # noqa: T201 - read by the test
    for moment in sys.stdin:
        child = os.fork()
        if child == 0:
            serve(listener, progress, datetime.fromisoformat(moment.strip()))
        print(child, flush=True)  # noqa: T201 - read by the test


def serve(listener: int, progress: int, at: datetime) -> None:
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # it waits for children of its own
    tell(progress)
    server = WSGIServer((HOST, 0), WSGIRequestHandler, bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=listener)
    server.server_name, server.server_port = HOST, server.socket.getsockname()[1]
    server.setup_environ()
    server.set_app(application)
    with travel(at, tick=True):
        server.serve_forever(poll_interval=PATIENCE)


def tell(progress: int) -> None:
    """A byte before each statement, and before and after each commit.

    Then a moment for whoever waits for it, or on a busy machine the answer would be out first.
    """

    def step() -> None:
        os.write(progress, b".")
        time.sleep(0.001)

    def before(execute: Any, sql: Any, values: Any, many: bool, context: Any) -> Any:
        step()
        return execute(sql, values, many, context)

    commit = connection._commit

    def committing() -> None:
        step()
        commit()
        step()

    connection.execute_wrappers.append(before)
    connection._commit = committing


if __name__ == "__main__":
    fork_on_demand(*map(int, sys.argv[1:]))
