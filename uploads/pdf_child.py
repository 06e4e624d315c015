"""Opens one PDF and prints "pages N" or what is wrong with it. Run confined, never imported.

"encrypted", "broken"; "active" is what does something by itself or carries other files: scripts,
launches, attachments; "huge" what a reader's program would drown in: a few bytes that stand for
gigabytes, pictures of billions of points, pages without end.
"""

import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import IndirectObject, StreamObject

HARMLESS = {"/GoTo", "/Named", "/URI", "/GoToR"}
"""What a link may do: lead to a place, or to an address that the reader's program asks about."""


MOST_PAGES = 2_000
MOST_POINTS = 200_000_000
MOST_BYTES = 256 * 1024 * 1024
"""What one stream may hold once unpacked; all together four times as much."""
STEP = 1024 * 1024


def is_huge(reader: PdfReader) -> bool:
    if _has_too_many_pages(reader):
        return True
    total = 0
    for stream in _streams(reader):
        points = _number(stream.get("/Width")) * _number(stream.get("/Height"))
        size = _unpacked(stream)
        total += size
        if points > MOST_POINTS or size > MOST_BYTES or total > 4 * MOST_BYTES:
            return True
    return False


def _has_too_many_pages(reader: PdfReader) -> bool:
    """Counts by itself: the tree may name one branch a million times."""
    waiting, seen = [reader.trailer["/Root"].get_object().get("/Pages")], 0
    while waiting:
        waiting.extend(_list(_dictionary(waiting.pop()).get("/Kids")))
        seen += 1
        if seen > 2 * MOST_PAGES or len(waiting) > 2 * MOST_PAGES:
            return True
    return False


def _streams(reader: PdfReader) -> Iterator[StreamObject]:
    for generation, places in reader.xref.items():
        for number in list(places):
            try:
                found = reader.get_object(IndirectObject(number, generation, reader))
            except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError):
                continue  # Whether the document opens is asked below.
            if isinstance(found, StreamObject):
                yield found


def _unpacked(stream: StreamObject) -> int:
    """How many bytes come out of it, counted to a little above the limit."""
    names = stream.get("/Filter")
    filters = [str(each) for each in (names if isinstance(names, list) else [names])]
    blocks: Iterable[bytes] = [stream._data]
    for name in filters:
        if name not in {"/FlateDecode", "/Fl"}:
            break
        blocks = _inflated(blocks)
    count = 0
    for block in blocks:
        count += len(block)
        if count > MOST_BYTES:
            break
    return count


def _inflated(blocks: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for block in blocks:
        rest = block
        while rest:
            try:
                made = unpacker.decompress(rest, STEP)
            except zlib.error:
                return
            yield made
            rest = unpacker.unconsumed_tail


def _number(value: Any) -> float:
    found = value.get_object() if hasattr(value, "get_object") else value
    return float(found) if isinstance(found, int | float) else 0.0


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
        if is_huge(reader):
            return "huge"
        reader.pages[0].mediabox.width  # noqa: B018 - raises when the first page cannot be read
        return "active" if is_active(reader) else f"pages {len(reader.pages)}"
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError):
        return "broken"
    except (RecursionError, MemoryError, OverflowError):
        return "broken"


if __name__ == "__main__":
    sys.stdout.write(verdict(Path(sys.argv[1])) + "\n")
