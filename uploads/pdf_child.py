"""Opens one PDF and prints "pages N", "encrypted" or "broken". Run confined, never imported."""

import sys
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError


def verdict(path: Path) -> str:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            return "encrypted"
        reader.pages[0].mediabox.width  # noqa: B018 - raises when the first page cannot be read
        return f"pages {len(reader.pages)}"
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError):
        return "broken"
    except (RecursionError, MemoryError, OverflowError):
        return "broken"


if __name__ == "__main__":
    sys.stdout.write(verdict(Path(sys.argv[1])) + "\n")
