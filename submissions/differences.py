"""What changed between two revisions of an entry, word by word. Plain data in, plain data out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

WORDS = re.compile(r"\S+\s*")
CONTEXT = 8
"""How many unchanged words stay beside a change."""
MOST_WORDS = 5000
"""Longer texts are shown whole, the old and the new: comparing them would take too long."""


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """One part of an entry that is no longer what it was."""

    label: str
    pieces: tuple[Piece, ...]


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], labels: Mapping[str, str]
) -> list[Change]:
    """The parts of the frozen content `after` that differ from `before`, in their order.

    `labels` names the plain fields; answers and files bear names of their own.
    """
    old, new = dict(_parts(before, labels)), dict(_parts(after, labels))
    return [
        Change(label, tuple(_shortened(compare(old.get(label, ""), new.get(label, "")))))
        for label in {**new, **old}
        if old.get(label, "") != new.get(label, "")
    ]


def compare(before: str, after: str) -> list[Piece]:
    """Both texts as pieces that stayed, went or came."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _replaced(before, after)
    matcher = SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new])
    pieces: list[Piece] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Kind.SAME, "".join(new[new_start:new_end])))
        else:
            pieces += _replaced("".join(old[start:end]), "".join(new[new_start:new_end]))
    return pieces


def _replaced(before: str, after: str) -> list[Piece]:
    both = (Piece(Kind.REMOVED, before), Piece(Kind.ADDED, after))
    return [piece for piece in both if piece.text]


def _shortened(pieces: list[Piece]) -> Iterator[Piece]:
    """Long unchanged stretches only show where they touch a change."""
    for place, piece in enumerate(pieces):
        words = WORDS.findall(piece.text)
        if piece.kind != Kind.SAME or len(words) <= 2 * CONTEXT:
            yield piece
            continue
        head = words[:CONTEXT] if place else []
        tail = words[-CONTEXT:] if place + 1 < len(pieces) else []
        yield Piece(Kind.SAME, f"{''.join(head)}… {''.join(tail)}")


def _parts(content: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, label in labels.items():
        yield label, str(content.get(key) or "")
    for section in content.get("bagian", ()):
        label = f"{section['nomor']}. {section['judul']}"
        yield label, section["teks"]
        for name, value in section.items():
            if isinstance(value, list):
                yield f"{label} ({name})", "\n".join(_file(each) for each in value)
    for document in content.get("dokumen", ()):
        yield document["judul"], _file(document)
    yield "Video", _file(content.get("video") or {})


def _file(file: Mapping[str, Any]) -> str:
    """A file by its name and the beginning of its fingerprint; a link as it is."""
    if "sha256" not in file:
        return str(file.get("tautan", ""))
    return f"{file['nama']} ({file['sha256'][:12]})"
