"""What must always be true of stored files."""

import hashlib
import time
from collections.abc import Iterator

from django.db.models import F
from django.utils import timezone

from inovasi.lib.work import WorkState
from uploads import bucket
from uploads.errors import BucketAway
from uploads.models import Move, StoredFile

SECONDS_A_NIGHT = 20 * 60
"""Well below the time limit of a task, which the other invariants share."""


def files_are_as_accepted() -> Iterator[str]:
    """Every stored file has its bytes, as many as were accepted, with the same SHA-256.

    Those in the bucket were hashed when they came there; since then they are counted.
    """
    for file in StoredFile.objects.filter(moved_at=None).order_by("pk").iterator():
        yield from _faults(file)
    yield from _bucket_faults()


def files_looked_at_longest_ago_are_as_accepted() -> Iterator[str]:
    """The files whose bytes were looked at longest ago have them still; each night goes on.

    As many as `SECONDS_A_NIGHT` allow, and at least one, so that a large store is hashed in some
    nights and no night runs into the time limit of its task. A file that was looked at waits until
    all others were, also when it is damaged: one that cannot be read holds no other up. What goes
    within days anyway would come first each night, and is left out.
    """
    ends_at = time.monotonic() + SECONDS_A_NIGHT
    longest_ago = F("checked_at").asc(nulls_first=True)
    for file in StoredFile.objects.to_reread().order_by(longest_ago, "pk").iterator():
        found = list(_faults(file))
        StoredFile.objects.filter(pk=file.pk).update(checked_at=timezone.now())
        yield from found
        if time.monotonic() >= ends_at:
            break
    yield from _bucket_faults()


def _bucket_faults() -> Iterator[str]:
    if StoredFile.objects.filter(moved_at__isnull=False).exists():
        yield from _in_the_bucket()


def moved_files_have_their_move() -> Iterator[str]:
    """A file lies in the bucket exactly when its move is done."""
    done = set(Move.objects.filter(state=WorkState.DONE).values_list("file_id", flat=True))
    moved = StoredFile.objects.filter(moved_at__isnull=False)
    for pk in sorted(done ^ set(moved.values_list("pk", flat=True))):
        yield f"{pk}: its row and its move disagree on where it lies"


def _faults(file: StoredFile) -> Iterator[str]:
    """None, or one sentence about bytes that are not those that were accepted."""
    try:
        with file.open() as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
            size = content.tell()
    except (OSError, BucketAway) as error:
        if not file.is_gone:
            yield f"{file.pk}: {error}"
        return
    if (size, found) != (file.size, file.sha256):
        yield f"{file.pk}: {size} bytes, SHA-256 {found}"


def _in_the_bucket() -> Iterator[str]:
    try:
        sizes = {name: size for name, size, _since in bucket.objects()}
    except BucketAway:
        yield "the bucket does not answer"
        return
    for file in StoredFile.objects.filter(moved_at__isnull=False).order_by("pk").iterator():
        if sizes.get(file.path) != file.size:
            yield f"{file.pk}: {sizes.get(file.path, 'no')} bytes in the bucket"
