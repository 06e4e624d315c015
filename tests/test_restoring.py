"""A copy of the database and of the files is only worth what a restore of it shows."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from inovasi.management.commands.restore_drill import postgres_tool
from ledger import workflow as ledger
from tests.live import environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("drill"),
]


@pytest.fixture
def copied(submitted, tmp_path) -> tuple[Path, Path]:
    """What a night's copy would hold: the dump and the files."""
    ledger.seal()
    dump, files = tmp_path / "portal.dump", tmp_path / "copy"
    address = environment()["DATABASE_URL"]
    command = [postgres_tool("pg_dump"), "--format=custom", "--file", str(dump), address]
    with history_kept_as_in_life():
        subprocess.run(command, check=True)
    shutil.copytree(settings.STORAGE_DIR, files)
    return dump, files


@contextmanager
def history_kept_as_in_life() -> Iterator[None]:
    """The tests empty tables between them and switch off what would refuse it; portals do not."""
    tables = ("ledger_line", "ledger_change")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger_keep_all")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ledger_keep_all")


def drill(dump: Path, files: Path) -> str:
    said = io.StringIO()
    call_command("restore_drill", dump, files, stdout=said)
    return said.getvalue()


def scratch_databases() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'drill%'")
        return cursor.fetchone()[0]


@pytest.mark.fault("The server is lost; what is left is last night's copy")
def test_a_copy_brings_everything_back(copied):
    said = drill(*copied)

    assert "invariants hold" in said
    assert "utuh" in said
    assert said.endswith("Yes: this copy brings the portal back.\n")
    assert not scratch_databases()


@pytest.mark.fault("The copy was cut short: the dump, then the files, then one byte", times=3)
def test_a_copy_that_lacks_something_is_found_out(copied):
    dump, files = copied
    half = dump.with_name("half.dump")
    half.write_bytes(dump.read_bytes()[: dump.stat().st_size * 2 // 3])
    with pytest.raises(CommandError, match="No: pg_restore found"):
        drill(half, files)

    stored = next(path for path in files.rglob("*") if path.is_file())
    content = stored.read_bytes()
    stored.unlink()
    with pytest.raises(CommandError, match="files_are_as_accepted"):
        drill(dump, files)

    stored.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(CommandError, match="files_are_as_accepted"):
        drill(dump, files)
    assert not scratch_databases()
