"""The two statements around the writing of a piece.

By hand, as a gigabyte in pieces of 256 KiB runs them four thousand times: together they take about
as long as one query that the ORM puts together. Each is a transaction of its own: the piece has one
writer because that one holds its file (`storage.alone`), and the second statement counts it only
where the first one found the upload.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from uploads import purposes
from uploads.models import Upload

LOOK = """
SELECT upload.*, {stamp} AS stamp FROM uploads_upload AS upload WHERE upload.id = %(id)s
"""
# Asynchronous to its end: a database that crashes may forget the offset, never the bytes, which lie
# on disk by then; a client that is told the earlier offset sends a piece once more.
GROW = """
UPDATE uploads_upload SET "offset" = %s, expires_at = %s
WHERE id = %s AND "offset" = %s AND state = %s
RETURNING set_config('synchronous_commit', 'off', true)
"""

LIFETIME = timedelta(days=7)
"""How long an upload waits for its next bytes."""
RENEWED_EVERY = timedelta(hours=1)
"""The end of its time stands in an index, and an UPDATE that leaves that alone costs half."""


class Seen(NamedTuple):
    upload: Upload
    stamp: str | None
    """The versions of the rows on which the right to write to it rests, or None."""


def look(upload_id: uuid.UUID, user_id: int) -> Seen | None:
    """The row as it is now; None when there is none."""
    values = {"id": upload_id, "user": user_id}
    for row in Upload.objects.raw(LOOK.format(stamp=purposes.stamp()), values):
        return Seen(row, row.stamp)
    return None


def grow(upload: Upload, offset: int, at: datetime) -> bool:
    """Count the bytes up to `offset`, which are safely on disk, and give it time for the next.

    False when the upload has ended since it was looked at: they count for nothing then.
    """
    before = upload.offset
    if at + LIFETIME - upload.expires_at > RENEWED_EVERY:
        upload.expires_at = at + LIFETIME
    upload.offset = offset
    with connection.cursor() as cursor:
        cursor.execute(
            GROW, [offset, upload.expires_at, upload.pk, before, Upload.State.OPEN.value]
        )
        return cursor.rowcount == 1
