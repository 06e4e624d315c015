"""The questions that every file is asked, however it came."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from inovasi.lib import verdict
from inovasi.lib.locks import one_at_a_time
from uploads import purposes, storage
from uploads.errors import Forbidden, Gone, NotAdmitted, NotYours, OverQuota, Refused, TooLarge
from uploads.models import StoredFile, Upload
from uploads.names import extension

QUOTA_LOCK = 0x75706C6F
"""The advisory lock under which space is counted and given away."""


def check_write(purpose: str, user: AbstractBaseUser, target: str, at: datetime) -> None:
    """Raises `NotYours` or `Forbidden` unless `user` may add a file to `target` at `at`."""
    if not target.isprintable() or not 0 < len(target) <= 64:
        raise NotYours
    try:
        purposes.get(purpose).check_write(user, target, at)
    except (Refused, verdict.Refused) as error:
        raise Forbidden(str(error)) from error


def check_size(purpose: str, target: str, length: int) -> None:
    """Raises `NotAdmitted` for an empty file, `TooLarge` above the limit."""
    limit = purposes.get(purpose).limits(target).max_bytes
    if length < 1:
        raise NotAdmitted(_("Berkas ini kosong. Pilih berkas yang berisi."))
    if length > limit:
        raise TooLarge(
            _(
                "Berkas ini berukuran %(size)s, sedangkan batasnya %(limit)s. "
                "Perkecil berkasnya, lalu unggah lagi."
            )
            % {"size": filesizeformat(length), "limit": filesizeformat(limit)}
        )


def holders(purpose: str, target: str) -> list[str]:
    """Against whose quotas a file for `target` counts."""
    return [quota.holder for quota in purposes.get(purpose).quotas(target)]


def check_quotas(purpose: str, target: str, length: int) -> None:
    """Raises `OverQuota`, or `NoSpace` for the whole site, unless `length` more bytes fit in.

    Files that were accepted count, and what open uploads announced. Call it in the transaction
    that saves the row: until its end nobody else is counted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [QUOTA_LOCK])
    for quota in purposes.get(purpose).quotas(target):
        if _used(quota.holder) + length > quota.max_bytes:
            raise OverQuota(quota.sentence)
    site = settings.QUOTA_SITE_BYTES
    if site and _used(None) + length > site:
        raise storage.no_space()


def _used(holder: str | None) -> int:
    return StoredFile.objects.taken(holder) + Upload.objects.promised(holder)


def check_surplus(upload: Upload, size: int) -> None:
    """Raises `TooLarge` when `size` more bytes are more than was announced."""
    if size > upload.length - upload.offset:
        raise TooLarge(
            _("Kiriman ini lebih panjang daripada berkas yang didaftarkan. Unggah dari awal.")
        )


def check_name(purpose: str, target: str, name: str) -> None:
    """Raises `NotAdmitted` unless the extension of `name` is one of the purpose's."""
    allowed = purposes.get(purpose).limits(target).extensions
    if extension(name) not in allowed:
        raise NotAdmitted(
            _("Jenis berkas ini tidak diterima. Pilih berkas dengan akhiran %(endings)s.")
            % {"endings": ", ".join(allowed)}
        )


def twin(purpose: str, target: str, sha256: str) -> StoredFile | None:
    """The very same file, where `target` shows it already and its bytes are there.

    Call it in the transaction that saves the row: until its end nobody else is let in at `target`,
    so a double click, and a second upload of the same bytes that ends together, find it. Comes
    after the locks of the upload and of `check_quotas`, before those of the purpose.
    """
    shown = purposes.get(purpose).standing(target)
    if shown is None:
        return None
    one_at_a_time(f"files:{purpose}:{target}")
    return next((file for file in shown.filter(sha256=sha256) if file.is_whole), None)


def check_open(upload: Upload, at: datetime) -> None:
    """Raises `Gone` or `NotAdmitted` when the upload can take no more bytes."""
    if upload.is_expired(at):
        raise Gone(_("Unggahan ini sudah kedaluwarsa. Unggah berkas dari awal."))
    if upload.state == Upload.State.CANCELLED:
        raise Gone(_("Unggahan ini sudah dibatalkan. Unggah berkas dari awal."))
    if upload.state == Upload.State.REFUSED:
        raise NotAdmitted(upload.refusal)


def admit(purpose: str, path: Path, original_name: str, target: str) -> str:
    """The content type of the whole file; raises `NotAdmitted` with the purpose's sentence."""
    check_name(purpose, target, original_name)
    try:
        return purposes.get(purpose).admit(path, original_name, target)
    except Refused as error:
        raise NotAdmitted(error.sentence) from error


def received(file: StoredFile, user: AbstractBaseUser, at: datetime) -> None:
    """Tell the purpose. Its refusal becomes `NotAdmitted`, a right that was lost `Forbidden`."""
    try:
        purposes.get(file.purpose).received(file, user, file.target, at)
    except verdict.Refused as error:
        raise Forbidden(error.reason) from error
    except Refused as error:
        raise NotAdmitted(error.sentence) from error
