"""Deeds about the bucket: ordering moves, and carrying them out.

The copy on this disk goes only after the bucket has handed out every byte of its own again, and
after the row says where they are. A worker that dies in between leaves the whole file here.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.work import SPENT, Heartbeat, LeaseLost
from uploads import bucket, purposes, storage
from uploads.confinement import Pulse
from uploads.errors import BucketAway, NotYours
from uploads.models import Move, StoredFile

logger = logging.getLogger(__name__)

MOVE = "uploads.tasks.move"
LEASE = timedelta(minutes=2)
PAUSE = timedelta(minutes=2)


def order(at: datetime, most: int = 100) -> int:
    """A row for up to so many files that may go to the bucket and have none yet; how many."""
    ready = []
    for file in StoredFile.objects.to_move().order_by("created_at").iterator():
        if _rests(file):
            ready.append(Move(file=file, next_try_at=at))
        if len(ready) == most:
            break
    Move.objects.bulk_create(ready, ignore_conflicts=True)
    return len(ready)


def carry_out(pk: int, *, at: datetime, lease: timedelta = LEASE) -> bool:
    """Take the file of move `pk` to the bucket if that is due. True when it lies there.

    A bucket that is away is asked again, for days if need be; the file waits on this disk.
    """
    move = Move.objects.claim(pk, at=at, lease=lease)
    if move is None:
        return False
    if move.is_spent:
        move.give_up(str(SPENT))
        return False
    try:
        with Heartbeat(move, at=at, lease=lease) as pulse:
            return _carry(move, pulse, at)
    except LeaseLost:
        logger.warning("move %s is carried out by somebody else", pk)
    except BucketAway as error:
        move.postpone(error.sentence, until=at + PAUSE)
    except FileNotFoundError:
        logger.error("file %s is missing and cannot be moved", move.file_id)
        move.give_up(_("Berkasnya tidak ada di server. Kembalikan dari salinan cadangan."))
    return False


def clear_left_copies(before: float) -> int:
    """Remove what a worker that died left here of files that lie in the bucket; how many.

    Only copies written before `before` (unix seconds).
    """
    names = {storage.name_of(path): path for path in storage.stored_before(before)}
    moved = StoredFile.objects.filter(path__in=names, moved_at__isnull=False)
    left = list(moved.values_list("path", flat=True))
    for name in left:
        storage.discard(names[name])
    return len(left)


def _carry(move: Move, pulse: Pulse, at: datetime) -> bool:
    file = move.file
    bucket.put(file.absolute_path, file.path, content_type=file.content_type, pulse=pulse)
    if bucket.sha256_of(file.path, pulse) != file.sha256:
        logger.error("the bucket holds other bytes of file %s than were accepted", file.pk)
        move.try_later(_("Gudang berkas mengembalikan isi yang berbeda."), at=at)
        return False
    with transaction.atomic():
        move.hold()
        StoredFile.objects.filter(pk=file.pk).update(moved_at=at)
        move.complete()
    storage.discard(file.absolute_path)
    return True


def _rests(file: StoredFile) -> bool:
    try:
        return purposes.get(file.purpose).rests(file)
    except NotYours:
        return False
