"""The statements around the writing of a piece: one looks at its upload, one counts it.

By hand, as a gigabyte in pieces of 256 KiB runs them four thousand times. Each is a transaction of
its own: the piece has one writer because that one holds its file (`storage.alone`), and the second
statement counts it only if the upload, and what the right to it rests on, are still as they were
seen; so what was seen a moment ago will do (`permits`).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth import get_user_model

from inovasi.lib import rows
from uploads import purposes
from uploads.models import Upload
from uploads.writers import Writer

STAMP = "({right}) || (SELECT ' account ' || xmin || ctid FROM {accounts} WHERE id = %(user)s)"
LOOK = "SELECT {columns}, {stamp} FROM uploads_upload AS upload WHERE upload.id = %(id)s"
# Asynchronous to its end: a database that crashes may forget the offset, never the bytes, which lie
# on disk by then; a client that is told the earlier offset sends a piece once more.
GROW = """
UPDATE uploads_upload AS upload SET "offset" = %(offset)s, expires_at = %(expires_at)s
WHERE id = %(id)s AND "offset" = %(seen)s AND state = %(open)s
  AND {stamp} IS NOT DISTINCT FROM %(stamp)s
  AND (%(session)s IS NULL OR EXISTS (
    SELECT FROM django_session WHERE session_key = %(session)s AND expire_date > %(at)s))
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
    sql = LOOK.format(columns=rows.columns(Upload, "upload"), stamp=_stamp())
    found = rows.first(sql, {"id": upload_id, "user": user_id})
    return Seen(rows.built(Upload, found[:-1]), found[-1]) if found else None


def grow(seen: Seen, writer: Writer, offset: int, at: datetime) -> bool:
    """Count the bytes up to `offset`, which are safely on disk, and give it time for the next.

    False when anything is not as it was seen: the bytes count for nothing then.
    """
    upload, stamp = seen
    expires_at = upload.expires_at
    if at + LIFETIME - expires_at > RENEWED_EVERY:
        expires_at = at + LIFETIME
    values = {
        "id": upload.pk,
        "seen": upload.offset,
        "open": Upload.State.OPEN.value,
        "stamp": stamp,
        "offset": offset,
        "expires_at": expires_at,
        "user": writer.user.pk,
        "session": writer.session_key,
        "at": at,
    }
    if rows.first(GROW.format(stamp=_stamp()), values) is None:
        return False
    upload.offset, upload.expires_at = offset, expires_at
    return True


def _stamp() -> str:
    return STAMP.format(right=purposes.stamp(), accounts=get_user_model()._meta.db_table)
