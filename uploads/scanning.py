"""Deeds about virus scans: ordering one with each file that people send, and carrying it out."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.work import Heartbeat, ring
from uploads import purposes
from uploads.clamd import NoAnswer, Verdict, ask
from uploads.models import Scan, StoredFile

logger = logging.getLogger(__name__)

SCAN = "uploads.tasks.scan"
LEASE = timedelta(seconds=30)
"""How long a dead worker keeps a scan; one that lives may ask about a film for minutes."""


def order(file: StoredFile, at: datetime) -> None:
    """Have `file` scanned, if a scanner is set. Call it in the transaction that accepts it."""
    if settings.CLAMD_ADDRESS:
        scan = Scan.objects.create(file=file, next_try_at=at)
        ring(SCAN, scan.pk)


def carry_out(pk: int, *, at: datetime, lease: timedelta = LEASE) -> bool:
    """Ask the scanner about scan `pk` if it is due. True when it has a verdict.

    A scanner that is away or undecided is asked again with growing pauses; the file waits.
    """
    scan = Scan.objects.claim(pk, at=at, lease=lease)
    if scan is None:
        return False
    try:
        with Heartbeat(scan, at=at, lease=lease), scan.file.open() as content:
            answer = ask(content, settings.CLAMD_ADDRESS)
    except (NoAnswer, OSError) as error:
        logger.warning("file %s is not scanned yet: %s", scan.file_id, error)
        scan.try_later(_("Pemeriksa virus belum menjawab."), at=at)
        return False
    logger.info("file %s: %s", scan.file_id, answer.words)
    return _note(scan, answer.verdict, at)


@transaction.atomic
def _note(scan: Scan, verdict: Verdict, at: datetime) -> bool:
    """Write the verdict down, and have the purpose tell people about a virus; both or neither."""
    noted = scan.complete(verdict=verdict)
    if noted and verdict == Verdict.INFECTED:
        purposes.get(scan.file.purpose).infected(scan.file, at)
    return noted
