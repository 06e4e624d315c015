"""What must always be true of stored files."""

import hashlib
from collections.abc import Iterator

from uploads.models import StoredFile


def files_are_as_accepted() -> Iterator[str]:
    """Every stored file has its bytes, as many as were accepted, with the same SHA-256."""
    for file in StoredFile.objects.order_by("pk").iterator():
        try:
            with file.absolute_path.open("rb") as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
                size = content.tell()
        except OSError as error:
            yield f"{file.pk}: {error.strerror}"
            continue
        if (size, found) != (file.size, file.sha256):
            yield f"{file.pk}: {size} bytes, SHA-256 {found}"
