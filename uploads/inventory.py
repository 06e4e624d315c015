"""Do the store and its rows agree? Looks, and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from uploads import bucket, storage
from uploads.models import StoredFile, Upload


@dataclass(frozen=True)
class Standing:
    """How far the nightly rounds have come with the files that stay on this disk."""

    count: int
    unread: int
    """Files that no round has come to yet."""
    oldest: datetime | None
    """Since then every file that was there has been read once more; None while some never was."""


def standing() -> Standing:
    files = StoredFile.objects.to_reread()
    found = files.aggregate(count=Count("pk"), read=Count("checked_at"), first=Min("checked_at"))
    unread = found["count"] - found["read"]
    return Standing(found["count"], unread, None if unread else found["first"])


@dataclass(frozen=True)
class Inventory:
    """`strays` are bytes that no row names, `lost` rows whose bytes are away or of another size.

    Strays by their storage names, those on this disk and those in the bucket.
    """

    strays: list[str]
    strays_in_bucket: list[str]
    lost: list[StoredFile]


def take(before: float) -> Inventory:
    """The whole store beside all rows; strays only as far as written before `before`.

    `before` in unix seconds: a younger file may still get its row. Raises `BucketAway`.
    """
    objects = list(bucket.objects()) if bucket.is_set() else []
    sizes = {name: size for name, size, _since in objects}
    lost = [
        file
        for file in StoredFile.objects.iterator()
        if not (_is_whole(file, sizes) or file.is_gone)
    ]
    known = set(StoredFile.objects.values_list("path", flat=True))
    # A finish that was cut short: the sweep makes up for it.
    known.update(map(storage.stored_name, Upload.objects.open().values_list("pk", flat=True)))
    here = [storage.name_of(path) for path in storage.stored_before(before)]
    there = [name for name, _size, since in objects if since.timestamp() < before]
    return Inventory(
        strays=sorted(set(here) - known),
        strays_in_bucket=sorted(set(there) - known),
        lost=lost,
    )


def _is_whole(file: StoredFile, sizes: Mapping[str, int]) -> bool:
    """By their number only; what went to the bucket was read back there once."""
    if file.moved_at:
        return sizes.get(file.path) == file.size
    return file.is_whole
