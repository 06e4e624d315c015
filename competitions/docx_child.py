"""Opens one DOCX and prints what is wrong with it, or "pieces N". Run confined, never imported."""

import sys
import zipfile
from pathlib import Path
from zlib import error as ZlibError

from docx import Document

MOST_PARTS = 2_000
MOST_BYTES = 100 * 1024 * 1024
TYPES = "[Content_Types].xml"
MACRO_MARKS = (b"macroenabled", b"vbaproject")
ACTIVE = ("vbaproject", "vbadata", "/activex/", "oleobject", "/embeddings/")
LINKED = (b"attachedtemplate", b"oleobject", b"subdocument", b"frame", b"afchunk")


def verdict(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
        if any(part.flag_bits & 0x1 for part in parts):
            return "encrypted"
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            return "huge"
        names = [part.filename.lower() for part in parts]
        if TYPES.lower() not in names or "word/document.xml" not in names:
            return "other"
        if _is_patched(path, package):
            return "polyglot"
        kinds = package.read(TYPES).lower()
        if any(mark in kinds for mark in MACRO_MARKS):
            return "macro"
        if any(mark in name for mark in ACTIVE for name in names):
            return "macro"
        if any(_loads_from_outside(package, each) for each in parts):
            return "linked"
    document = Document(str(path))
    return f"pieces {len(document.paragraphs) + len(document.tables)}"


def _is_patched(path: Path, package: zipfile.ZipFile) -> bool:
    """Bytes before the first part or after the end of the archive belong to another file."""
    first = min(part.header_offset for part in package.infolist())
    with path.open("rb") as file:
        head = file.read(1024)
        file.seek(max(0, path.stat().st_size - 22 - len(package.comment)))
        end = file.read(4)
    return first != 0 or end != b"PK\x05\x06" or bool(package.comment) or b"%PDF-" in head


def _loads_from_outside(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """A relation that Word follows by itself; a link that somebody clicks is none."""
    if not part.filename.lower().endswith(".rels"):
        return False
    text = package.read(part).lower()
    return any(
        b'targetmode="external"' in relation and any(kind in relation for kind in LINKED)
        for relation in text.split(b"<relationship ")
    )


def safe_verdict(path: Path) -> str:
    try:
        return verdict(path)
    except (zipfile.BadZipFile, ZlibError, KeyError, ValueError, TypeError, AttributeError):
        return "broken"
    except (OSError, EOFError, SyntaxError, NotImplementedError, IndexError):
        return "broken"
    except (RecursionError, MemoryError, OverflowError):
        return "broken"


if __name__ == "__main__":
    sys.stdout.write(safe_verdict(Path(sys.argv[1])) + "\n")
