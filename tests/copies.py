"""A copy of the test's database, as a night's copy or for a server of its own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from inovasi.management.commands.restore_drill import postgres_tool
from tests.live import environment


def dump_to(place: Path) -> Path:
    address = environment()["DATABASE_URL"]
    command = [postgres_tool("pg_dump"), "--format=custom", "--file", str(place), address]
    with _history_kept_as_in_life():
        subprocess.run(command, check=True)
    return place


def restore(dump: Path, address: str) -> None:
    command = [postgres_tool("pg_restore"), "--no-owner", "--exit-on-error", "--dbname", address]
    subprocess.run([*command, str(dump)], check=True)


@contextmanager
def _history_kept_as_in_life() -> Iterator[None]:
    """The tests empty tables between them and switch off what would refuse it; portals do not."""
    tables = ("ledger_line", "ledger_change")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger_keep_all")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ledger_keep_all")
