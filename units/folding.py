"""One spelling for what people write in many: the folded form behind every search of names."""

import re
import unicodedata

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")
_NG_AT_THE_END = re.compile(r"ng\b")


def fold(text: str) -> str:
    """Letters and digits only, without case, accents, apostrophes, doubling and final "ng".

    "Jene'tallasa" and "Jenetallasa", "Pattallassang" and "Pattallasang", "Tombolo Pao" and
    "Tombolopao", "Bontolempangan" and "Bontolempangang" each fold to the same.
    """
    return "".join(_fold_word(word) for word in text.split())


def terms(query: str) -> list[str]:
    """The folded words of a search; each of them has to be found."""
    return [folded for word in query.split() if (folded := _fold_word(word))]


def _fold_word(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).lower()
    single = _DOUBLED.sub(r"\1", _NOT_A_LETTER.sub("", plain))
    return _NG_AT_THE_END.sub("n", single)
