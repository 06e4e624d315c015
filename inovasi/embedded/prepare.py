"""What must be true before the first request, in one Django process: tables, styles, demo data."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from inovasi.embedded.locks import alone
from inovasi.embedded.paths import CHECKOUT


def prepare(*, styles_only: bool, accounts: Path | None) -> int:
    """Seeds where `accounts` says; a sentence when settings or database are wrong."""
    try:
        django.setup()
        collect_static()
        if not styles_only:
            fill_database(accounts)
    except (ImproperlyConfigured, CommandError) as trouble:
        sys.stderr.write(f"{trouble}\n")
    except OperationalError as trouble:
        reason = " ".join(str(trouble).split())
        sys.stderr.write(f"The database in DATABASE_URL cannot be used: {reason}\n")
    else:
        return 0
    return 1


def fill_database(accounts: Path | None) -> None:
    connection.ensure_connection()
    call_command("migrate", interactive=False, verbosity=0)
    if accounts:
        seed_demo(accounts)


def seed_demo(accounts: Path) -> None:
    """Fills an empty database, and leaves the list of accounts for the end of the start."""
    call_command("seed_demo", "--if-empty")
    with accounts.open("w") as list_of_accounts:
        call_command("demo_accounts", stdout=list_of_accounts)


def collect_static() -> None:
    """Collects when something that goes into it has changed; the mark is written last."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    mark = root / ".collected"
    with alone(root.with_name("static.lock")):
        wanted = static_digest()
        if mark.exists() and mark.read_text() == wanted:
            return
        sys.stdout.write("Collecting and compressing styles; only after a change ...\n")
        sys.stdout.flush()
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(wanted)


def static_digest() -> str:
    digest = hashlib.sha256()
    for path in _inputs():
        digest.update(str(path.relative_to(CHECKOUT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    """Our own files, and the lists that pin everybody else's."""
    yield from (CHECKOUT / name for name in ("requirements.txt", "package-lock.json"))
    yield CHECKOUT / "inovasi" / "settings.py"
    for folder in sorted([CHECKOUT / "static", *CHECKOUT.glob("*/static")]):
        if folder.parent.name not in {"var", "node_modules"}:
            yield from sorted(path for path in folder.rglob("*") if path.is_file())
