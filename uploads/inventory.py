"""Do the store and its rows agree? Looks, and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from uploads import storage
from uploads.models import StoredFile, Upload


@dataclass(frozen=True)
class Inventory:
    """`strays` are bytes that no row names, `lost` rows whose bytes are away or of another size."""

    strays: list[Path]
    lost: list[StoredFile]


def take(before: float) -> Inventory:
    """The whole store beside all rows; strays only as far as written before `before`.

    `before` in unix seconds: a younger file may still get its row.
    """
    lost = [file for file in StoredFile.objects.iterator() if not _is_whole(file)]
    known = set(StoredFile.objects.values_list("path", flat=True))
    # A finish that was cut short: the sweep makes up for it.
    known.update(map(storage.stored_name, Upload.objects.open().values_list("pk", flat=True)))
    strays = [path for path in storage.stored_before(before) if storage.name_of(path) not in known]
    return Inventory(sorted(strays), lost)


def _is_whole(file: StoredFile) -> bool:
    try:
        return file.absolute_path.stat().st_size == file.size
    except FileNotFoundError:
        return False
