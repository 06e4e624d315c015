"""The deeds of uploads; nothing else saves the state of one.

The order of things makes every crash harmless: bytes reach the disk before the row says so,
a file lies in its place of the store before a row points at it, and its place follows from the
id of the upload, so that a finish that was cut short is simply done again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from uploads import digests, gates, growing, scanning, storage
from uploads.body import Blocks, Body
from uploads.errors import AlreadyDone, Busy, NotAdmitted, NotYours, UploadError, WrongOffset
from uploads.growing import LIFETIME, Seen
from uploads.intake import accept, keep, shelve
from uploads.models import StoredFile, Upload
from uploads.names import clean_name
from uploads.permits import permits
from uploads.writers import Writer

__all__ = [
    "LIFETIME",
    "UploadError",
    "accept",
    "append",
    "begin",
    "cancel",
    "expire",
    "finish",
    "keep",
    "reach",
]


def begin(
    *,
    user: AbstractBaseUser,
    purpose: str,
    target: str,
    original_name: str,
    length: int,
    at: datetime,
    fingerprint: str = "",
) -> Upload:
    """Open an upload of `length` bytes for `target`.

    `fingerprint` is `storage.fingerprint_of` the file as the browser sees it, or empty. Raises
    `NotYours`, `Forbidden`, `NotAdmitted` (kind, empty), `TooLarge`, `OverQuota`, `NoSpace`.
    """
    name = clean_name(original_name)
    gates.check_write(purpose, user, target, at)
    gates.check_size(purpose, target, length)
    gates.check_name(purpose, target, name)
    storage.require_space(length)
    with transaction.atomic():
        gates.check_quotas(purpose, target, length)
        return Upload.objects.create(
            owner=user,
            purpose=purpose,
            target=target,
            holders=gates.holders(purpose, target),
            original_name=name,
            length=length,
            fingerprint=fingerprint,
            created_at=at,
            expires_at=at + LIFETIME,
        )


def reach(*, upload_id: uuid.UUID, user: AbstractBaseUser, at: datetime) -> Upload:
    """The upload, for who began it and for everyone else who may write to its target.

    So a team mate, or the same person on another device, goes on with it. Raises `NotYours`, and
    `Forbidden` for a team mate out of season.
    """
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise NotYours
    if upload.owner_id != user.pk:
        gates.check_write(upload.purpose, user, upload.target, upload.counts_at(at))
    return upload


def append(
    *,
    upload_id: uuid.UUID,
    user: AbstractBaseUser,
    offset: int,
    body: Body,
    at: datetime,
    session_key: str | None = None,
) -> Upload:
    """Add the bytes of `body` at `offset`; with the last one the file is finished as well.

    With `session_key`, pieces count only while this session goes on and leads to `user`.
    Bytes that came before the connection broke are kept. Raises what `finish` raises, and
    `WrongOffset`, `TooLarge` (more than announced), `BadChecksum`, `NoSpace`: nothing is kept
    of the piece that raised.
    """
    if not body.is_small:
        _check_wanted(reach(upload_id=upload_id, user=user, at=at), offset, body.length, at)
    upload, writer = None, Writer(user, session_key)
    for blocks, size in body.pieces():
        upload = _add(upload_id, writer, offset, blocks, size, at)
        offset = upload.offset
    if upload is None:
        upload = reach(upload_id=upload_id, user=writer.asked_anew().user, at=at)
        if upload.state == Upload.State.DONE and (offset, body.length) == (upload.length, 0):
            return upload
        _check_wanted(upload, offset, body.length, at)
    if upload.is_complete:
        return finish(upload_id=upload_id, user=writer.asked_anew().user, at=at)
    return upload


def finish(*, upload_id: uuid.UUID, user: AbstractBaseUser, at: datetime) -> Upload:
    """Check the whole file and make it a `StoredFile`; once, however often it is called.

    Raises `NotYours`, `Forbidden`, `Gone`, `Busy`, `WrongOffset` (bytes are missing) and
    `NotAdmitted`, which ends the upload: the reason stays on it, the bytes go.
    """
    reach(upload_id=upload_id, user=user, at=at)
    try:
        with _alone(upload_id), transaction.atomic():
            upload = _locked(upload_id)
            if upload.state == Upload.State.DONE:
                return upload
            _check_writable(upload, upload.length, at)
            gates.check_write(upload.purpose, user, upload.target, upload.counts_at(at))
            return _admit(upload, user, at)
    except NotAdmitted as error:
        _end(upload_id, Upload.State.REFUSED, at, refusal=error.sentence)
        raise


def cancel(*, upload_id: uuid.UUID, user: AbstractBaseUser, at: datetime) -> None:
    """Give up an upload and its bytes. Raises `NotYours`, `Gone`, `Busy`, `AlreadyDone`."""
    reach(upload_id=upload_id, user=user, at=at)
    with _alone(upload_id), transaction.atomic():
        upload = _locked(upload_id)
        if upload.state == Upload.State.DONE:
            raise AlreadyDone(_("Berkas ini sudah diterima dan tidak dapat dibatalkan lagi."))
        gates.check_open(upload, at)
        _close(upload, Upload.State.CANCELLED, at)
    storage.remove(upload_id)


def expire(*, upload_id: uuid.UUID, at: datetime) -> None:
    """End an upload whose time has run out; safe to repeat, passes by one that is being written."""
    try:
        with _alone(upload_id), transaction.atomic():
            overdue = Upload.objects.overdue(at).select_for_update(skip_locked=True)
            upload = overdue.filter(pk=upload_id).first()
            if upload is None:
                return
            _close(upload, Upload.State.EXPIRED, at)
    except Busy:
        return
    storage.remove(upload_id)


def _locked(upload_id: uuid.UUID) -> Upload:
    """The row, locked to the end of the transaction; `Busy` when somebody else holds it."""
    rows = Upload.objects.select_for_update(skip_locked=True, of=("self",))
    upload = rows.filter(pk=upload_id).first()
    if upload is None:
        raise _busy()
    return upload


def _busy() -> Busy:
    return Busy(_("Unggahan ini sedang ditulis dari tempat lain. Tunggu sebentar, lalu coba lagi."))


def _check_writable(upload: Upload, offset: int, at: datetime) -> None:
    gates.check_open(upload, at)
    if upload.offset != offset:
        raise WrongOffset(
            _("Bagian berkas ini tidak menyambung dengan yang sudah diterima. Unggah dilanjutkan.")
        )


def _check_wanted(upload: Upload, offset: int, size: int, at: datetime) -> None:
    _check_writable(upload, offset, at)
    gates.check_surplus(upload, size)
    storage.require_space(size)


def _add(
    upload_id: uuid.UUID,
    writer: Writer,
    offset: int,
    blocks: Blocks,
    size: int,
    at: datetime,
) -> Upload:
    path = storage.part_path(upload_id)
    if not path.exists():
        # The first piece, or the disk lost the others.
        upload = reach(upload_id=upload_id, user=writer.user, at=at)
        _check_wanted(upload, offset, size, at)
        storage.make_room(path)
    try:
        with _alone(upload_id) as part, digests.following(upload_id, offset, blocks):
            if part is None:
                raise _busy()
            known = permits.recall(upload_id, writer.user.pk)
            if known and known.upload.offset == offset and isinstance(blocks, Sequence):
                if _put(part, known, writer, offset, blocks, size, at):
                    return known.upload
                permits.forget(upload_id, writer.user.pk)
            writer = writer.asked_anew()
            user = writer.user
            seen = _asked(growing.look(upload_id, user.pk), user, at)
            if _put(part, seen, writer, offset, blocks, size, at):
                return seen.upload
            permits.forget(upload_id, user.pk)
            gates.check_open(reach(upload_id=upload_id, user=user, at=at), at)
            raise _busy()
    except storage.Shorter as shorter:
        # The disk lost bytes that the row still counts: go on from what is really there.
        Upload.objects.open().filter(pk=upload_id, offset=offset).update(offset=shorter.size)
        raise WrongOffset(
            _("Sebagian berkas hilang di server. Unggah dilanjutkan dari bagian sebelumnya.")
        ) from shorter


@contextmanager
def _alone(upload_id: uuid.UUID) -> Iterator[int | None]:
    """What has come of an upload, for this writer alone; `Busy` while another one has it."""
    try:
        with storage.alone(storage.part_path(upload_id)) as part:
            yield part
    except storage.Taken:
        raise _busy() from None


def _asked(seen: Seen | None, user: AbstractBaseUser, at: datetime) -> Seen:
    """The upload, once `user` may write to it: asked anew unless the last answer still holds."""
    if seen is None:
        raise NotYours
    upload = seen.upload
    known = permits.recall(upload.pk, user.pk)
    if known and known.stamp == seen.stamp:
        permits.renew(user.pk, seen)
    else:
        gates.check_write(upload.purpose, user, upload.target, upload.counts_at(at))
        permits.note(user.pk, seen)
    return seen


def _put(
    part: int,
    seen: Seen,
    writer: Writer,
    offset: int,
    blocks: Blocks,
    size: int,
    at: datetime,
) -> bool:
    """Write a piece and count it; False when the upload, or the right to it, has changed."""
    _check_wanted(seen.upload, offset, size, at)
    written = storage.write_at(part, offset, blocks)
    return growing.grow(seen, writer, offset + written, at)


def _admit(upload: Upload, user: AbstractBaseUser, at: datetime) -> Upload:
    """The check of the whole file and its move into the store, inside the caller's transaction."""
    name = storage.stored_name(upload.pk)
    source = storage.part_path(upload.pk)
    if not source.exists():
        source = storage.stored_path(name)
    _check_whole(source, upload)
    content_type = gates.admit(upload.purpose, source, upload.original_name, upload.target)
    sha256 = digests.sha256_of(upload.pk, source)
    if gates.twin(upload.purpose, upload.target, sha256) is not None:
        raise NotAdmitted(_("Berkas yang sama sudah ada di sini, jadi tidak disimpan lagi."))
    file = shelve(
        StoredFile(
            path=name,
            original_name=upload.original_name,
            content_type=content_type,
            purpose=upload.purpose,
            target=upload.target,
            holders=upload.holders,
            owner=upload.owner,
            created_at=at,
        ),
        source,
        sha256,
    )
    scanning.order(file, at)
    gates.received(file, user, upload.counts_at(at))
    upload.file = file
    _close(upload, Upload.State.DONE, at)
    return upload


def _check_whole(source: Path, upload: Upload) -> None:
    if not source.exists() or source.stat().st_size < upload.length:
        raise NotAdmitted(
            _("Sebagian berkas hilang di server. Unggah berkas ini sekali lagi dari awal.")
        )
    if upload.fingerprint and storage.fingerprint_of(source, upload.length) != upload.fingerprint:
        raise NotAdmitted(
            _(
                "Bagian-bagian berkas ini tidak berasal dari satu berkas yang sama. "
                "Pilih lagi berkasnya, lalu unggah dari awal."
            )
        )


def _close(upload: Upload, state: Upload.State, at: datetime, refusal: str = "") -> None:
    upload.state, upload.refusal, upload.finished_at = state, refusal, at
    upload.save(update_fields=["state", "refusal", "finished_at", "file"])


def _end(upload_id: uuid.UUID, state: Upload.State, at: datetime, refusal: str) -> None:
    ended = Upload.objects.open().filter(pk=upload_id)
    if ended.update(state=state, refusal=refusal, finished_at=at):
        storage.remove(upload_id)
