"""Answers that only look like answers: the question again, another section again, a word again."""

import re
from collections.abc import Iterable
from enum import StrEnum

WORD = re.compile(r"\w+")
FEWEST_TO_JUDGE = 6
"""Shorter texts say too little to call them careless: "Belum ada." is an answer."""


class Careless(StrEnum):
    QUESTION = "pertanyaan"
    COPY = "salinan"
    REPEATED = "berulang"


def careless(text: str, question: str, before: Iterable[str]) -> Careless | None:
    """What is careless about `text`, the answer to `question`; None for an honest one.

    `before` are the answers of earlier sections; of two equal texts only the later is a copy.
    """
    words = _words(text)
    if not words:
        return None
    if _is_filler(words):
        return Careless.REPEATED
    if len(words) < FEWEST_TO_JUDGE:
        return None
    if _repeats(words, _words(question)):
        return Careless.QUESTION
    if any(words == _words(other) for other in before):
        return Careless.COPY
    return None


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def _is_filler(words: list[str]) -> bool:
    """One letter held down ("aaaaaa", "asasasas"), or few words over and over."""
    held = sum(len(word) for word in words if len(word) >= 6 and len(set(word)) <= 2)
    if 2 * held >= sum(map(len, words)):
        return True
    return len(words) >= FEWEST_TO_JUDGE and 5 * len(set(words)) <= len(words)


def _repeats(words: list[str], question: list[str]) -> bool:
    """The question makes up at least four fifths of the text."""
    if not question or 5 * len(question) < 4 * len(words):
        return False
    length = len(question)
    return any(words[start : start + length] == question for start in range(len(words)))
