"""PostgreSQL itself is stopped and killed under load: a server of the test's own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from inovasi.embedded.paths import State
from submissions.models import Submission
from submissions.notices import people_of
from tests.copies import dump_to, restore
from tests.embedded_portal import holding, postmaster, state_folder
from tests.live import CHECKOUT, environment, headers_of, running_web
from tests.morning import Letter, reading
from tests.processes import running, until, worker
from tests.test_faults import (  # noqa: F401 - the cast of the faults
    arrived,
    drafts,
    hand_in,
    post_office,
    sketch,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
]


KILLS = 3
PIECE = 1000


def ask(address: str, sql: str) -> Any:
    with closing(psycopg2.connect(address)) as line, line.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def unsent(address: str) -> int:
    """Letters that wait; also counts as waiting while there is no database to ask."""
    try:
        return ask(address, "SELECT count(*) FROM notifications_message WHERE state <> 'selesai'")
    except psycopg2.OperationalError:
        return 1


@contextmanager
def own_postgres(dump: Path) -> Iterator[tuple[State, str]]:
    """A server of the test's own with the rows of this test, and its address."""
    with state_folder() as state, holding(state, "postgres") as addresses:
        restore(dump, addresses["postgres"])
        yield state, addresses["postgres"]


def assert_invariants(address: str, mail: str) -> None:
    manage = [sys.executable, "manage.py", "check_invariants"]
    variables = {**environment(), "DATABASE_URL": address, "EMAIL_URL": mail}
    subprocess.run(manage, cwd=CHECKOUT, env=variables, check=True, capture_output=True)


def assert_arrived(letter: Letter, address: str) -> None:
    """The file of the upload is the one that was sent, and stands in the entry."""
    shown = (
        "SELECT sha256 FROM uploads_storedfile f JOIN submissions_attachment a ON a.file_id = f.id"
        f" WHERE replaced_at IS NULL AND a.submission_id = {letter.entry.pk}"
    )
    assert ask(address, shown) == letter.sha256
    assert ask(address, "SELECT count(*) FROM uploads_upload WHERE state = 'selesai'") == 1


@pytest.mark.fault("PostgreSQL is stopped, then killed with `kill -9`, and starts anew", times=2)
def test_a_database_that_restarts_costs_waiting_and_nothing_else(
    drafts: list[Submission],  # noqa: F811
    sketch: Submission,  # noqa: F811
    owner,
    post_office,  # noqa: F811
    tmp_path,
):
    handler, mail = post_office
    headers = headers_of(owner)
    with own_postgres(dump_to(tmp_path / "portal.dump")) as (state, own):
        here = {"DATABASE_URL": own, "EMAIL_URL": mail}
        with running_web(**here) as web, running(worker(**here)):
            pages, letter = reading(web, sketch, headers), Letter(web, sketch, headers)
            letter.begin()
            with pages.going_on():
                for entry, end in zip(drafts, (signal.SIGINT, signal.SIGKILL), strict=False):
                    server = postmaster(state)
                    server.send_signal(end)
                    assert hand_in(web, entry, headers) in {302, 503}
                    assert until(lambda entry=entry: hand_in(web, entry, headers) == 302)
                    assert postmaster(state) != server
                assert until(lambda: letter.end() == 204)
            assert until(lambda: not unsent(own))
        pages.assert_answered(status_503="Pangkalan data portal sebentar tidak menjawab")
        assert ask(own, "SELECT count(*) FROM submissions_snapshot") == 2
        # A reminder of the season may be among them: the worker makes up for all when it starts.
        keys = "SELECT array_agg(DISTINCT (key, recipient_id)::text) FROM notifications_message"
        told = ask(own, keys)
        assert sum("handed-in:" in each for each in told) == len(people_of(sketch)) * 2, told
        assert len(told) == len(arrived(handler)), told
        assert_arrived(letter, own)
        assert_invariants(own, mail)


@pytest.mark.fault("PostgreSQL is killed with `kill -9` before it wrote down a piece", times=KILLS)
def test_an_upload_goes_on_from_what_a_killed_database_remembers(
    sketch: Submission,  # noqa: F811
    owner,
    tmp_path,
):
    """A piece is counted without waiting for the disk of the database; it may forget the last."""
    headers = headers_of(owner)
    with own_postgres(dump_to(tmp_path / "portal.dump")) as (state, own):
        write_late(own)
        with running_web(DATABASE_URL=own) as web:
            letter = Letter(web, sketch, headers)
            letter.begin()
            for _kill in range(KILLS):
                known = letter.offset()
                assert letter.send(known, known + PIECE).status_code == 204
                server = postmaster(state)
                server.kill()
                assert until(lambda known=known: letter.knows_less_than(known + PIECE))
            assert letter.end() == 204
        assert_arrived(letter, own)
        assert_invariants(own, "smtp://127.0.0.1:1")


def write_late(address: str) -> None:
    """Let what need not be on disk at once wait there for ten seconds."""
    with closing(psycopg2.connect(address)) as line, line.cursor() as cursor:
        line.autocommit = True
        cursor.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        cursor.execute("SELECT pg_reload_conf()")
