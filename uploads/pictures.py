"""Photos as they may be kept: decoded and written anew, so no place, camera or script survives."""

import os
from pathlib import Path

from django.utils.translation import gettext as _

from uploads.children import look
from uploads.confinement import Allowance
from uploads.errors import Refused

PICTURE_TYPE = "image/jpeg"
PICTURE_SECONDS = 30.0
PICTURE_ALLOWANCE = Allowance(memory=1024 * 1024 * 1024, cpu=25, file=20 * 1024 * 1024)
_CHILD = Path(__file__).with_name("image_child.py")


def rewrite_picture(path: Path) -> str:
    """Puts a fresh JPEG in the place of the picture at `path`: upright, at most 2000 px, no EXIF.

    Raises `Refused` when it is no JPEG, PNG or WebP, is broken, or has too many pixels; then the
    file at `path` is as it was.
    """
    fresh = path.resolve().with_suffix(".jpeg-new")
    said = look(_CHILD, path, fresh, allowance=PICTURE_ALLOWANCE, seconds=PICTURE_SECONDS)
    if said == "written":
        os.replace(fresh, path)
        return PICTURE_TYPE
    fresh.unlink(missing_ok=True)
    if said == "too many pixels":
        raise Refused(_("Foto ini terlalu besar. Perkecil dulu, lalu unggah lagi."))
    raise Refused(_("Berkas ini bukan foto JPEG, PNG, atau WebP yang utuh. Pilih foto lain."))
