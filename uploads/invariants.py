"""What must always be true of stored files."""

import hashlib
from collections.abc import Iterator

from inovasi.lib.work import WorkState
from uploads import bucket
from uploads.errors import BucketAway
from uploads.models import Move, StoredFile


def files_are_as_accepted() -> Iterator[str]:
    """Every stored file has its bytes, as many as were accepted, with the same SHA-256.

    Those in the bucket were hashed when they came there; since then they are counted.
    """
    yield from _here()
    if StoredFile.objects.filter(moved_at__isnull=False).exists():
        yield from _in_the_bucket()


def moved_files_have_their_move() -> Iterator[str]:
    """A file lies in the bucket exactly when its move is done."""
    done = set(Move.objects.filter(state=WorkState.DONE).values_list("file_id", flat=True))
    moved = StoredFile.objects.filter(moved_at__isnull=False)
    for pk in sorted(done ^ set(moved.values_list("pk", flat=True))):
        yield f"{pk}: its row and its move disagree on where it lies"


def _here() -> Iterator[str]:
    for file in StoredFile.objects.filter(moved_at=None).order_by("pk").iterator():
        try:
            with file.open() as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
                size = content.tell()
        except (OSError, BucketAway) as error:
            yield f"{file.pk}: {error}"
            continue
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
