"""Counting words so that the page and the server always agree.

A word is a maximal run of characters that are not white space and hold at least one letter or
digit, so that a lone dash or bullet costs nothing. White space is spelled out because Python and
JavaScript disagree about it; `static/js/word-count.js` carries the same class.
"""

import re
import unicodedata

WHITE_SPACE = re.compile(
    "[\t\n\v\f\r \x1c-\x1f\x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+"
)


def count_words(text: str) -> int:
    """The number of words in plain text, as limits of sections mean it."""
    return sum(1 for run in WHITE_SPACE.split(text) if any(map(_counts, run)))


def _counts(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"
