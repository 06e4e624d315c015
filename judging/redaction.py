"""Finding names in texts, and taking them out. Pure: no database, no Django.

A name is found whatever its letters' case and the spaces between its words, as whole words only:
"Bajeng" is found in "puskesmas BAJENG", not in "Bajengkang".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

HIDDEN = "▇▇▇"
"""What stands where a name stood."""

SHORTEST = 4
"""Single words of a name are looked for from this length on; shorter ones stand in every text."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `is_name` marks what a name covers."""

    text: str
    is_name: bool


def words_of(names: Iterable[str], common: Iterable[str] = ()) -> list[str]:
    """Single words of names that tell something; `common` ones, such as kinds of unit, do not."""
    usual = {word.casefold() for each in common for word in re.findall(r"\w+", each)}
    found = {
        word
        for name in names
        for word in re.findall(r"\w+", name)
        if len(word) >= SHORTEST and word.casefold() not in usual and not word.isdecimal()
    }
    return sorted(found)


def pieces(text: str, names: Iterable[str]) -> list[Piece]:
    """The text cut where names begin and end, in order and without loss."""
    pattern = _pattern(names)
    if pattern is None:
        return [Piece(text, False)] if text else []
    parts = pattern.split(text)
    return [Piece(part, place % 2 == 1) for place, part in enumerate(parts) if part]


def redacted(text: str, names: Iterable[str]) -> str:
    """The text with every name replaced; a proposal for people, who know what else tells."""
    return "".join(HIDDEN if each.is_name else each.text for each in pieces(text, names))


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Which names still stand in a text, as they are written there."""
    found = [each.text for each in pieces(text, names) if each.is_name]
    return list(dict.fromkeys(found))


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """All names, the longest first, so that a whole name is taken out before its parts."""
    given = sorted({each.strip() for each in names if each.strip()}, key=lambda n: (-len(n), n))
    if not given:
        return None
    spaced = (r"\s+".join(re.escape(word) for word in name.split()) for name in given)
    return re.compile(rf"(?<!\w)({'|'.join(spaced)})(?!\w)", re.IGNORECASE)
