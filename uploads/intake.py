"""Files that come in one piece: from a plain form, or made by the portal's own workers."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from uploads import gates, scanning, storage
from uploads.errors import UploadError
from uploads.models import StoredFile
from uploads.names import clean_name


def accept(
    *,
    user: AbstractBaseUser,
    purpose: str,
    target: str,
    uploaded_file: UploadedFile,
    at: datetime,
) -> StoredFile:
    """Take a file from a multipart form, with the same checks as a resumable upload.

    A file that `target` shows already stays as it is. Raises `NotYours`, `Forbidden`,
    `NotAdmitted`, `TooLarge`, `OverQuota`, `NoSpace`; nothing is kept then.
    """
    name = clean_name(uploaded_file.name or "")
    gates.check_write(purpose, user, target, at)
    gates.check_size(purpose, target, uploaded_file.size or 0)
    gates.check_name(purpose, target, name)
    storage.require_space(uploaded_file.size)
    file_id = uuid.uuid4()
    part = storage.part_path(file_id)
    storage.write_whole(part, uploaded_file.chunks(storage.BLOCK))
    try:
        content_type = gates.admit(purpose, part, name, target)
        sha256 = storage.sha256_of(part)
        with transaction.atomic():
            gates.check_quotas(purpose, target, uploaded_file.size or 0)
            known = gates.twin(purpose, target, sha256)
            if known is not None:
                storage.remove(file_id)
                return known
            file = shelve(
                StoredFile(
                    path=storage.stored_name(file_id),
                    original_name=name,
                    content_type=content_type,
                    purpose=purpose,
                    target=target,
                    holders=gates.holders(purpose, target),
                    owner=user,
                    created_at=at,
                ),
                part,
                sha256,
            )
            scanning.order(file, at)
            gates.received(file, user, at)
    except UploadError:
        storage.remove(file_id)
        raise
    return file


def keep(
    *,
    path: Path,
    purpose: str,
    target: str,
    owner: AbstractBaseUser,
    original_name: str,
    content_type: str,
    at: datetime,
) -> StoredFile:
    """Move a file that a worker made (rendition, poster) into the store, without any question.

    `path` is gone afterwards. Best made in a `storage.work_folder()`, where the move is a rename.
    When the caller's transaction rolls back, the bytes stay in the store without a row.
    """
    with transaction.atomic():
        return shelve(
            StoredFile(
                path=storage.stored_name(uuid.uuid4()),
                original_name=clean_name(original_name),
                content_type=content_type,
                purpose=purpose,
                target=target,
                owner=owner,
                created_at=at,
            ),
            path,
            storage.sha256_of(path),
        )


def drop(file: StoredFile) -> None:
    """Take a file that a worker made out of the store for good: its row now, its bytes after."""
    file.delete()
    transaction.on_commit(partial(file.absolute_path.unlink, missing_ok=True))


def shelve(file: StoredFile, source: Path, sha256: str) -> StoredFile:
    """Save the row of `file` with the size and hash of `source`, and move the bytes to its path."""
    file.size = source.stat().st_size
    file.sha256 = sha256
    file.save(force_insert=True)
    storage.settle(source, file.path)
    return file
