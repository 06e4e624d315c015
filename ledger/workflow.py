"""The two deeds of the ledger: entering a line, and giving committed lines their place."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction

from ledger.chain import BEGINNING, digest, link
from ledger.models import Line

SEALING = 7_013_001
"""The advisory lock of whoever numbers lines: one at a time, and no deed ever waits for it."""
AT_ONCE = 1000


def subject_of(row: models.Model) -> str:
    """How the ledger names an object: its table and its id."""
    return f"{row._meta.label_lower}:{row.pk}"


def enter(
    verb: str,
    about: models.Model,
    *,
    user: AbstractBaseUser | None,
    at: datetime,
    key: str | None = None,
    **details: Any,
) -> None:
    """Write down, in the deed's own transaction, that `user` did `verb` to `about`.

    `details` are plain values, with as little about persons as the deed allows. With `key` it is
    written once, however often it is entered. Takes no lock: deeds never wait for each other here.
    """
    line = Line(
        verb=verb,
        subject=subject_of(about),
        actor=user and user.pk,
        at=at,
        details=details,
        key=key,
    )
    line.digest = digest(line.content())
    Line.objects.bulk_create([line], ignore_conflicts=key is not None)


def seal() -> int:
    """Give every committed line without a place the next one in the chain; how many.

    Safe to run twice and at once: whoever comes second waits, then finds what is left.
    """
    count = 0
    while found := _seal_some():
        count += found
    return count


@transaction.atomic
def _seal_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
    last = Line.objects.sealed().last()
    number, previous = (last.number, last.hash) if last else (0, BEGINNING)
    lines = list(Line.objects.waiting()[:AT_ONCE])
    for place, line in enumerate(lines, start=number + 1):
        line.number, line.hash = place, link(previous, line.digest)
        previous = line.hash
    Line.objects.bulk_update(lines, ["number", "hash"], batch_size=AT_ONCE)
    return len(lines)
