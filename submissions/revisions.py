"""Two texts side by side, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

MOST_PIECES = 20_000
"""Words and spaces of both texts together; beyond it only what frames the change is found."""
PIECES = re.compile(r"\s+|\S+")

Part = tuple[Literal["same", "added", "removed"], str]


def compared(before: str, after: str) -> list[Part]:
    """How `before` became `after`: parts that stayed, were removed or were added, in order.

    All but the added parts give `before`, all but the removed ones `after`.
    """
    old, new = PIECES.findall(before), PIECES.findall(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle = _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    parts = [("same", old[:head]), *middle, ("same", old[len(old) - tail :])]
    return [(kind, "".join(pieces)) for kind, pieces in parts if pieces]


def _common(one: list[str], other: list[str]) -> int:
    """How many pieces both begin with."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _middle(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str]]]:
    if len(old) + len(new) > MOST_PIECES:
        yield from (("removed", old), ("added", new))
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield "same", old[a:b]
            continue
        yield "removed", old[a:b]
        yield "added", new[c:d]
