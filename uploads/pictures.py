"""Photos as they may be kept: decoded and written anew, so no place, camera or script survives."""

import os
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from uploads.confinement import Allowance, run
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
    argv = [sys.executable, "-I", str(_CHILD), str(path.resolve()), str(fresh)]
    outcome = run(argv, PICTURE_ALLOWANCE, seconds=PICTURE_SECONDS, folder=path.resolve().parent)
    said = outcome.output.splitlines()[-1:] or [""]
    if outcome.succeeded and said[0] == "written":
        os.replace(fresh, path)
        return PICTURE_TYPE
    fresh.unlink(missing_ok=True)
    if said[0] == "too many pixels":
        raise Refused(_("Foto ini terlalu besar. Perkecil dulu, lalu unggah lagi."))
    raise Refused(_("Berkas ini bukan foto JPEG, PNG, atau WebP yang utuh. Pilih foto lain."))
