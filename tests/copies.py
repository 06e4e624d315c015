"""A copy of the test's database, as a night's copy or for a server of its own."""

import subprocess
from pathlib import Path

from inovasi.management.commands.restore_drill import postgres_tool
from tests.live import environment


def dump_to(place: Path) -> Path:
    address = environment()["DATABASE_URL"]
    command = [postgres_tool("pg_dump"), "--format=custom", "--file", str(place), address]
    subprocess.run(command, check=True)
    return place


def restore(dump: Path, address: str) -> None:
    command = [postgres_tool("pg_restore"), "--no-owner", "--exit-on-error", "--dbname", address]
    subprocess.run([*command, str(dump)], check=True)
