"""Work on a clock; safe to run twice and at the same time."""

import logging
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from celery import shared_task
from django.utils import timezone

from inovasi.lib.work import ring
from uploads import bucket, inventory, moving, scanning, storage, workflow
from uploads.errors import BucketAway, NotYours, UploadError
from uploads.models import Move, Scan, Upload

logger = logging.getLogger(__name__)

STRAY_AGE = timedelta(days=1)
LEFT_AGE = timedelta(hours=1)
MOVES_AT_ONCE = 10


@shared_task
def scan(pk: int) -> None:
    scanning.carry_out(pk, at=timezone.now())


@shared_task
def sweep_scans() -> None:
    """Ring again for every scan that is due and was not picked up."""
    for pk in Scan.objects.due(timezone.now()).values_list("pk", flat=True)[:100]:
        ring(scanning.SCAN, pk)


@shared_task
def move(pk: int) -> None:
    moving.carry_out(pk, at=timezone.now())


@shared_task
def sweep_moves() -> None:
    """Order a move for every file that may go to the bucket, and ring for what is due.

    A few at a time, so that films that wait to be made playable are not kept waiting.
    """
    if not bucket.is_set():
        return
    at = timezone.now()
    moving.order(at)
    for pk in Move.objects.due(at).order_by("pk").values_list("pk", flat=True)[:MOVES_AT_ONCE]:
        ring(moving.MOVE, pk)


@shared_task
def sweep() -> None:
    """End uploads whose time ran out, finish those that were cut short, clear forgotten files."""
    at = timezone.now()
    for upload_id in Upload.objects.overdue(at).values_list("pk", flat=True):
        workflow.expire(upload_id=upload_id, at=at)
    for upload in Upload.objects.complete().select_related("owner"):
        _finish(upload, at)
    for path in storage.older_than(time.time() - STRAY_AGE.total_seconds()):
        if not _belongs_to_open_upload(path):
            storage.discard(path)
    moving.clear_left_copies(time.time() - LEFT_AGE.total_seconds())


@shared_task
def take_inventory() -> None:
    """Say in the log where store and rows disagree; `manage.py compare_store` shows which."""
    try:
        found = inventory.take(time.time() - STRAY_AGE.total_seconds())
    except BucketAway:
        logger.error("no inventory was taken: the bucket does not answer")
        return
    if found.lost:
        logger.error("%s stored files are missing or damaged", len(found.lost))
    if strays := found.strays + found.strays_in_bucket:
        logger.warning("%s files of the store belong to no row", len(strays))


def _finish(upload: Upload, at: datetime) -> None:
    try:
        workflow.finish(upload_id=upload.pk, user=upload.owner, at=at)
    except (UploadError, NotYours) as error:
        logger.info("upload %s could not be finished: %s", upload.pk, error)


def _belongs_to_open_upload(path: Path) -> bool:
    try:
        upload_id = uuid.UUID(path.name.removesuffix(".part"))
    except ValueError:
        return False
    return Upload.objects.open().filter(pk=upload_id).exists()
