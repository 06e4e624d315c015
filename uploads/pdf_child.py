"""Opens one PDF and prints "pages N", "encrypted", "active" or "broken". Confined, never imported.

Active is what does something by itself or carries other files: scripts, launches, attachments.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

HARMLESS = {"/GoTo", "/Named", "/URI", "/GoToR"}
"""What a link may do: lead to a place, or to an address that the reader's program asks about."""


def is_active(reader: PdfReader) -> bool:
    root = reader.trailer["/Root"].get_object()
    names = _dictionary(root.get("/Names"))
    if any(_is_filled(names.get(tree)) for tree in ("/JavaScript", "/EmbeddedFiles")):
        return True
    if "/AA" in root or _acts(root.get("/OpenAction")):
        return True
    return any(_page_acts(page) for page in reader.pages)


def _page_acts(page: Any) -> bool:
    notes = [_dictionary(each) for each in _list(page.get("/Annots"))]
    attached = any(note.get("/Subtype") == "/FileAttachment" for note in notes)
    return "/AA" in page or attached or any("/AA" in n or _acts(n.get("/A")) for n in notes)


def _acts(action: Any) -> bool:
    """Whether an action is more than a link; a bare destination is a list."""
    kind = _dictionary(action).get("/S")
    return kind is not None and kind not in HARMLESS


def _is_filled(tree: Any) -> bool:
    found = _dictionary(tree)
    return any(_list(found.get(part)) for part in ("/Names", "/Kids"))


def _dictionary(value: Any) -> Mapping[str, Any]:
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, Mapping) else {}


def _list(value: Any) -> list[Any]:
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, list) else []


def verdict(path: Path) -> str:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            return "encrypted"
        reader.pages[0].mediabox.width  # noqa: B018 - raises when the first page cannot be read
        return "active" if is_active(reader) else f"pages {len(reader.pages)}"
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError):
        return "broken"
    except (RecursionError, MemoryError, OverflowError):
        return "broken"


if __name__ == "__main__":
    sys.stdout.write(verdict(Path(sys.argv[1])) + "\n")
