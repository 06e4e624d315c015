"""The questions that every file is asked, however it came."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from inovasi.lib import verdict
from uploads import purposes
from uploads.errors import Forbidden, Gone, NotAdmitted, NotYours, Refused, TooLarge
from uploads.models import StoredFile, Upload
from uploads.names import extension


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
