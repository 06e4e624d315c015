"""A copy of the database and of the files is only worth what a restore of it shows."""

import io
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from ledger import workflow as ledger
from tests.copies import dump_to

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def copied(submitted, tmp_path) -> tuple[Path, Path]:
    """What a night's copy would hold: the dump and the files."""
    ledger.seal()
    dump, files = dump_to(tmp_path / "portal.dump"), tmp_path / "copy"
    shutil.copytree(settings.STORAGE_DIR, files)
    return dump, files


def drill(dump: Path, files: Path) -> str:
    said = io.StringIO()
    call_command("restore_drill", dump, files, stdout=said)
    return said.getvalue()


def scratch_databases() -> int:
    """Those of this test's database; other processes play drills of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_database WHERE datname LIKE 'drill%' || current_database()"
        )
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
