"""The embedded services, with real processes: who may, who stops, what survives."""

import fcntl
import os
import shutil
import signal
import smtplib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from inovasi.embedded import postgres
from inovasi.embedded.accounts import OUTSIDE
from inovasi.embedded.locks import taken
from inovasi.embedded.mailbox import bound_port
from inovasi.embedded.paths import State
from inovasi.embedded.valkey import Valkey
from tests.embedded_portal import (
    Holder,
    Portal,
    holding,
    modes_above,
    postmaster,
    processes_of,
    sentence,
    state_folder,
    until,
)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="about what root must not do")
BOTH = ("postgres", "valkey")


@pytest.fixture
def state() -> Iterator[State]:
    with state_folder() as state:
        yield state


def ask(url: str, question: str) -> object:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def is_gone(state: State, seconds: float = 25) -> bool:
    return until(lambda: not processes_of(state), seconds)


# --- PostgreSQL and Valkey --------------------------------------------------------------


def test_database_speaks_utf8_and_knows_letters(state: State) -> None:
    with holding(state, "postgres") as addresses:
        assert ask(addresses["postgres"], "select lower('ÉLOK')") == "élok"
        assert ask(addresses["postgres"], "show server_encoding") == "UTF8"


def test_valkey_never_forgets_a_waiting_task(state: State) -> None:
    with holding(state, "valkey") as addresses, redis.from_url(addresses["valkey"]) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_services_listen_on_no_network_port(state: State) -> None:
    with holding(state, *BOTH):
        for process in processes_of(state):
            assert not process.net_connections("inet")


@as_root
def test_root_gives_the_servers_to_a_lesser_account(state: State) -> None:
    with holding(state, *BOTH):
        servers = [process for process in processes_of(state) if "python" not in process.name()]
        assert len(servers) > 2
        assert all(process.uids().real != 0 for process in servers)


@as_root
def test_permissions_above_the_state_folder_stay(state: State) -> None:
    before = modes_above(state.root)
    with holding(state, *BOTH):
        assert (state.root / "postgres" / "data").exists()
    assert modes_above(state.root) == before


@as_root
def test_under_a_closed_folder_the_data_lives_elsewhere() -> None:
    with state_folder(mode=0o700) as state:
        before = modes_above(state.root)
        with holding(state, *BOTH) as addresses:
            assert ask(addresses["postgres"], "select 1") == 1
            home = OUTSIDE / state.key / "postgres"
            assert (state.root / "postgres.location").read_text().strip() == str(home)
            assert home.stat().st_mode & 0o077 == 0
        assert modes_above(state.root) == before


@as_root
@pytest.mark.slow
def test_programs_under_a_closed_folder_are_copied(state: State) -> None:
    """As when the checkout lies in root's own folder: the account cannot reach .venv."""
    package = Path(postgres._wheel()[0])
    with state_folder("site", mode=0o700) as closed:
        for name in (postgres.PACKAGE, f"{postgres.PACKAGE}.libs"):
            shutil.copytree(package / name, closed.root / name)
        with holding(state, "postgres", PYTHONPATH=str(closed.root)) as addresses:
            assert ask(addresses["postgres"], "select 1") == 1
            assert postmaster(state).cmdline()[0].startswith(str(OUTSIDE / "programs"))
        program = Path(postmaster_program(state))
    shutil.rmtree(program.parents[3], ignore_errors=True)


def postmaster_program(state: State) -> str:
    """The program of the last start, as PostgreSQL itself has noted it."""
    note = state.root / "postgres" / "data" / "postmaster.opts"
    return note.read_text().split(" ", 1)[0]


@pytest.mark.parametrize("name", ["a var with spaces", "v" * 120, "wilayah-ñ"])
def test_any_folder_name_will_do(name: str) -> None:
    with state_folder(name) as state, holding(state, *BOTH) as addresses:
        assert ask(addresses["postgres"], "select 1") == 1
        with redis.from_url(addresses["valkey"]) as client:
            assert client.ping()


def test_newer_postgresql_than_the_data_is_a_sentence(state: State) -> None:
    with holding(state, "postgres"):
        pass
    (state.root / "postgres" / "data" / "PG_VERSION").write_text("17\n")
    complaint = Holder(state, "postgres").go()
    assert "was made by PostgreSQL 17, this portal brings 18" in complaint


# --- who starts, who stops --------------------------------------------------------------


def test_whoever_comes_while_a_keeper_leaves_starts_the_next(state: State) -> None:
    """The lock that says "a keeper is here" may outlive the keeper's last user by a moment."""
    state.make()
    with (state.run / "valkey.keeper").open("w") as leaving:
        fcntl.flock(leaving, fcntl.LOCK_EX)
        holder = Holder(state, "valkey", wait=False)
        assert until(lambda: held_elsewhere_alone(state.run / "valkey.use"), 30)
    assert holder.started()["valkey"]
    holder.go()


def held_elsewhere_alone(path: Path) -> bool:
    """Somebody, even a sharer, holds the lock."""
    with path.open("a") as file:
        return not taken(file.fileno())


def test_second_user_shares_and_last_one_stops(state: State) -> None:
    first = Holder(state, *BOTH)
    server = postmaster(state)
    second = Holder(state, *BOTH)
    assert second.addresses == first.addresses
    first.go()
    assert ask(second.addresses["postgres"], "select 1") == 1
    assert postmaster(state) == server
    second.go()
    assert is_gone(state, 1)


def test_killed_user_leaves_no_server(state: State) -> None:
    holder = Holder(state, *BOTH)
    holder.kill()
    assert is_gone(state)


@pytest.mark.fault("PostgreSQL is killed and comes back with its data")
def test_killed_database_comes_back_with_its_data(state: State) -> None:
    with holding(state, "postgres") as addresses:
        ask(addresses["postgres"], "create table kept as select 7 as number")
        dead = postmaster(state)
        dead.kill()

        def is_back() -> bool:
            try:
                return ask(addresses["postgres"], "select number from kept") == 7
            except psycopg2.OperationalError:
                return False

        assert until(is_back, 30)
        assert postmaster(state) != dead


def test_start_after_everything_was_killed(state: State) -> None:
    holder = Holder(state, "postgres")
    ask(holder.addresses["postgres"], "create table kept as select 7 as number")
    keeper = next(process for process in processes_of(state) if "keep" in process.cmdline())
    for process in (postmaster(state), keeper):
        process.kill()
    holder.kill()
    with holding(state, "postgres") as addresses:
        assert ask(addresses["postgres"], "select number from kept") == 7


def test_stale_number_of_another_process_does_not_block(state: State) -> None:
    with holding(state, "postgres"):
        note = state.root / "postgres" / "data" / "postmaster.pid"
        lines = note.read_text().split("\n")
    note.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with holding(state, "postgres") as addresses:
        assert ask(addresses["postgres"], "select 1") == 1


def test_given_addresses_win(state: State) -> None:
    """A portal with both addresses given starts neither server."""
    with state_folder() as given, holding(given, *BOTH) as theirs:
        variables = {"DATABASE_URL": theirs["postgres"], "REDIS_URL": theirs["valkey"]}
        done = sentence("manage", "check", PORTAL_VAR=str(state.root), **variables)
        assert done.returncode == 0, done.stderr
    assert not (state.root / "postgres").exists()
    assert not (state.root / "valkey").exists()
    assert is_gone(state)


# --- letters ----------------------------------------------------------------------------


def test_each_letter_becomes_one_file_in_order(state: State) -> None:
    with holding(state, "mailbox") as addresses:
        port = int(addresses["mailbox"].rsplit(":", 1)[1])
        with smtplib.SMTP("127.0.0.1", port) as line:
            for word in ("satu", "dua", "tiga"):
                line.sendmail("a@example.test", ["b@example.test"], f"Subject: {word}\n\n{word}")
        letters = sorted((state.root / "mailbox").iterdir())
    assert [letter.suffix for letter in letters] == [".eml"] * 3
    assert [letter.read_text().split()[1] for letter in letters] == ["satu", "dua", "tiga"]


# --- sentences --------------------------------------------------------------------------


def test_busy_port_is_a_sentence(state: State) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = sentence("run", "--port", str(port), PORTAL_VAR=str(state.root))
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is in use by another program: choose another one,"
        f" such as bin/run --port {port + 1}.\n"
    )


@pytest.mark.parametrize("command", [["run", "--no-demo", "--port", "0"], ["manage", "check"]])
def test_wrong_setting_is_a_sentence(state: State, command: list[str]) -> None:
    command = [str(bound_port(0)) if word == "0" else word for word in command]
    done = sentence(*command, PORTAL_VAR=str(state.root), SECRET_KEY="short")
    assert done.returncode == 1
    assert done.stderr == "SECRET_KEY is too short: set a random text of 50 characters.\n"
    assert is_gone(state)


def test_unreachable_database_is_a_sentence(state: State) -> None:
    done = sentence(
        "prepare",
        PORTAL_VAR=str(state.root),
        SECRET_KEY="x" * 50,
        PUBLIC_URL="http://127.0.0.1:8000",
        REDIS_URL="redis://127.0.0.1:1/0",
        DATABASE_URL="postgres://nobody@127.0.0.1:1/none",
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The database in DATABASE_URL cannot be used: ")
    assert "Traceback" not in done.stderr


@as_root
def test_full_disk_is_a_sentence() -> None:
    with state_folder() as state:
        state.root.mkdir()
        small = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(state.root)]
        if subprocess.run(small, capture_output=True).returncode:
            pytest.skip("this machine lets nobody mount a small disk")
        try:
            done = sentence("manage", "check", PORTAL_VAR=str(state.root))
        finally:
            subprocess.run(["umount", str(state.root)], check=True)
    assert done.returncode == 1
    assert done.stderr.startswith(f"The disk that holds {state.root} is nearly full")


# --- the whole portal -------------------------------------------------------------------


@pytest.fixture
def portal(state: State) -> Iterator[Portal]:
    portal = Portal(state, "--no-demo", "--port", str(bound_port(0)))
    try:
        portal.wait_until_up()
        yield portal
    finally:
        if portal.process.poll() is None:
            portal.process.kill()
            portal.process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ending_leaves_no_process(portal: Portal, state: State, kind: signal.Signals) -> None:
    assert len(processes_of(state)) > 10
    portal.signal(kind)
    assert portal.end() == 0
    assert is_gone(state, 1)
    assert "Traceback" not in portal.lines


@pytest.mark.slow
def test_second_interrupt_hurries(portal: Portal, state: State) -> None:
    portal.signal(signal.SIGINT)
    portal.signal(signal.SIGINT)
    assert portal.end() == 0
    assert is_gone(state, 1)
    assert "Traceback" not in portal.lines


@pytest.mark.slow
def test_killed_portal_leaves_no_process_for_long(portal: Portal, state: State) -> None:
    portal.signal(signal.SIGKILL)
    portal.end()
    assert is_gone(state)


@pytest.mark.slow
def test_second_portal_of_a_folder_is_refused_and_a_command_is_not(
    portal: Portal, state: State
) -> None:
    again = sentence("run", "--port", str(bound_port(0)), PORTAL_VAR=str(state.root))
    assert again.returncode == 1
    assert "is already running" in again.stderr
    server = postmaster(state)
    assert sentence("manage", "check", PORTAL_VAR=str(state.root)).returncode == 0
    assert postmaster(state) == server


@pytest.mark.fault("A process of `bin/run` dies")
@pytest.mark.slow
def test_dead_child_is_started_again(portal: Portal, state: State) -> None:
    beat = next(process for process in processes_of(state) if "beat" in process.cmdline())
    beat.kill()
    assert until(lambda: "beat was ended by signal 9; it starts again in 1 s" in portal.lines, 10)
    assert until(lambda: any("beat" in p.cmdline() for p in processes_of(state)), 10)


def test_valkey_socket_is_private(state: State) -> None:
    with holding(state, "valkey"):
        assert Valkey(state).socket.stat().st_mode & 0o077 == 0
