"""The two statements between which a piece is written.

By hand, as a gigabyte in pieces of 256 KiB runs them four thousand times: together they take about
as long as one query that the ORM puts together.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from uploads import purposes
from uploads.models import Upload

# Asynchronous to its end: a database that crashes may forget the offset, never the bytes, which lie
# on disk by then; a client that is told the earlier offset sends a piece once more.
LOCK = """
SELECT upload.*, {stamp} AS stamp, set_config('synchronous_commit', 'off', true)
FROM uploads_upload AS upload WHERE upload.id = %(id)s FOR UPDATE OF upload SKIP LOCKED
"""
GROW = 'UPDATE uploads_upload SET "offset" = %s, expires_at = %s WHERE id = %s'

LIFETIME = timedelta(days=7)
"""How long an upload waits for its next bytes."""
RENEWED_EVERY = timedelta(hours=1)
"""The end of its time stands in an index, and an UPDATE that leaves that alone costs half."""


class Locked(NamedTuple):
    upload: Upload
    stamp: str | None
    """The versions of the rows on which the right to write to it rests, or None."""


def lock(upload_id: uuid.UUID, user_id: int) -> Locked | None:
    """The row, locked to the end of the transaction; None when it is missing or held elsewhere."""
    values = {"id": upload_id, "user": user_id}
    for row in Upload.objects.raw(LOCK.format(stamp=purposes.stamp()), values):
        return Locked(row, row.stamp)
    return None


def grow(upload: Upload, offset: int, at: datetime) -> None:
    """Count the bytes up to `offset`, which are safely on disk, and give it time for the next."""
    if at + LIFETIME - upload.expires_at > RENEWED_EVERY:
        upload.expires_at = at + LIFETIME
    upload.offset = offset
    with connection.cursor() as cursor:
        cursor.execute(GROW, [offset, upload.expires_at, upload.pk])
