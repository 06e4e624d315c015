"""Reads one picture and writes it anew as JPEG without its metadata. Run confined, never imported.

Prints "written", "too many pixels" or "broken".
"""

import sys
from pathlib import Path

from PIL import Image, ImageOps

MAX_PIXELS = 60_000_000
LONGEST_SIDE = 2000


def verdict(source: Path, target: Path) -> str:
    Image.MAX_IMAGE_PIXELS = None  # judged below, with a word of its own
    try:
        with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return "too many pixels"
            upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright.save(target, "JPEG", quality=85, optimize=True, exif=b"")
    except (OSError, ValueError, SyntaxError, MemoryError, TypeError, AttributeError):
        return "broken"
    return "written"


if __name__ == "__main__":
    sys.stdout.write(verdict(Path(sys.argv[1]), Path(sys.argv[2])) + "\n")
