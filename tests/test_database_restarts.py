"""PostgreSQL itself is stopped and killed under load: a server of the test's own."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest

from submissions.models import Submission
from tests.copies import dump_to, restore
from tests.embedded_portal import holding, postmaster, state_folder
from tests.live import CHECKOUT, environment, headers_of, running_web
from tests.processes import running, until, worker
from tests.test_faults import (  # noqa: F401 - the cast of the faults
    arrived,
    drafts,
    hand_in,
    post_office,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
]


def ask(address: str, sql: str) -> int:
    with closing(psycopg2.connect(address)) as line, line.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def unsent(address: str) -> int:
    """Letters that wait; also counts as waiting while there is no database to ask."""
    try:
        return ask(address, "SELECT count(*) FROM notifications_message WHERE state <> 'selesai'")
    except psycopg2.OperationalError:
        return 1


@pytest.mark.fault("PostgreSQL is stopped, then killed with `kill -9`, and starts anew", times=2)
def test_a_database_that_restarts_costs_waiting_and_nothing_else(
    drafts: list[Submission],  # noqa: F811
    owner,
    post_office,  # noqa: F811
    tmp_path,
):
    handler, mail = post_office
    headers = headers_of(owner)
    dump = dump_to(tmp_path / "portal.dump")
    with state_folder() as state, holding(state, "postgres") as addresses:
        own = addresses["postgres"]
        restore(dump, own)
        here = {"DATABASE_URL": own, "EMAIL_URL": mail}
        with running_web(**here) as web, running(worker(**here)), ThreadPoolExecutor(2) as load:
            for entry, end in zip(drafts, (signal.SIGINT, signal.SIGKILL), strict=False):
                assert web.asked("GET", "/usulan/", headers=headers) == 200
                server = postmaster(state)
                path = "/usulan/"
                reads = [load.submit(web.asked, "GET", path, headers=headers) for _ in range(30)]
                server.send_signal(end)
                first = hand_in(web, entry, headers)
                assert {first, *(read.result() for read in reads)} <= {200, 302, 503}
                assert until(lambda entry=entry: hand_in(web, entry, headers) == 302)
                assert postmaster(state) != server
            assert until(lambda: not unsent(own))
        assert ask(own, "SELECT count(*) FROM submissions_snapshot") == 2
        assert ask(own, "SELECT count(*) FROM notifications_message") == len(arrived(handler))
        manage = [sys.executable, "manage.py", "check_invariants"]
        variables = {**environment(), **here}
        subprocess.run(manage, cwd=CHECKOUT, env=variables, check=True, capture_output=True)
