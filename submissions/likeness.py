"""How alike two titles are, whatever their case, accents, punctuation and order of words."""

import re
import unicodedata

NEAR = 0.6
"""From this share of common trigrams on, two titles are near duplicates."""

_NOT_IN_WORDS = re.compile(r"[^a-z0-9]+")


def words_of(title: str) -> list[str]:
    """The words of a title in plain small letters."""
    plain = unicodedata.normalize("NFKD", title).lower()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return [word for word in _NOT_IN_WORDS.split(letters) if word]


def is_same(one: str, other: str) -> bool:
    """The same letters and digits in the same order: "E-Lapor!" and "elapor" are the same."""
    return key_of(one) == key_of(other) != ""


def key_of(title: str) -> str:
    """The letters and digits of a title, without what parts them."""
    return "".join(words_of(title))


def likeness(one: str, other: str) -> float:
    """From 0 to 1: the share of trigrams that both have; the order of words plays no part."""
    ours, theirs = trigrams(one), trigrams(other)
    everything = ours | theirs
    return len(ours & theirs) / len(everything) if everything else 0.0


def trigrams(title: str) -> set[str]:
    """Three letters at a time, each word by itself with its edges, as pg_trgm counts them."""
    return {
        padded[start : start + 3]
        for padded in (f"  {word} " for word in words_of(title))
        for start in range(len(padded) - 2)
    }
