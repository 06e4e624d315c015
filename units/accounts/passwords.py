"""Passwords that somebody who knows the portal would guess first."""

import re
import unicodedata
from functools import cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from units.models import User

OWN_LETTERS = 8
"""What must be left of a password when everything that is easy to guess is taken out."""
MIN_DIFFERENT = 5
COMMON_WORDS = (
    "katasandi sandi password passwd rahasia admin administrator operator panitia juri bismillah "
    "assalamualaikum indonesia merdeka selamat datang welcome letmein iloveyou sayang cinta "
    "portal inovasi innovation kompetisi puskesmas kecamatan kabupaten pemerintah desa dinas "
    "pengelola makassar sulawesi"
)
ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890")
LEET = str.maketrans("@4831!|05$7+9", "aabeiiiossttg")
YEAR = re.compile(r"(?:19|20)\d\d")


class GuessablePasswordValidator:
    """Refuses what consists of the regency, the portal, a year, the own name or address."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(set(password.casefold())) < MIN_DIFFERENT:
            raise ValidationError(
                _("Terlalu banyak huruf yang sama. Pakai beberapa kata yang berbeda."),
                code="password_repeats",
            )
        if is_guessable(password, user):
            raise ValidationError(
                _(
                    "Terlalu mudah ditebak: terlalu mirip nama kabupaten, portal, tahun, nama atau "
                    "surel Anda, atau kata yang umum. Pakai beberapa kata yang tidak berhubungan."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return _("Jangan memakai nama kabupaten, nama portal, tahun, nama atau surel Anda.")


def password_help() -> str:
    return _(
        "Paling sedikit %(least)d karakter. Beberapa kata dengan spasi mudah diingat dan kuat."
    ) % {"least": settings.PASSWORD_MIN_LENGTH}


def is_guessable(password: str, user: User | None = None) -> bool:
    """True when too little is left once everything easy to guess has been taken out."""
    known = {*context_words(), *own_words(user), *COMMON_WORDS.split()}
    words = sorted(known, key=len, reverse=True)
    return any(
        len(left) < OWN_LETTERS or left in common_passwords()
        for left in (_left(spelling, words) for spelling in spellings(password))
    )


def spellings(password: str) -> set[str]:
    """The password in small letters as it stands, and with 4 read as a, $ as s, and so on."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    return {YEAR.sub("", plain), YEAR.sub("", plain).translate(LEET)}


def _left(text: str, words: list[str]) -> str:
    left = letters(text)
    for word in words:
        left = left.replace(word, "")
    for row in ROWS:
        left = _without_runs(left, row)
    return left.strip("0123456789")


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _without_runs(text: str, row: str) -> str:
    """`text` without pieces of four or more neighbours on the keyboard, in either direction."""
    for direction in (row, row[::-1]):
        for length in range(len(direction), 3, -1):
            for start in range(len(direction) - length + 1):
                text = text.replace(direction[start : start + length], "")
    return text


def context_words() -> set[str]:
    return _words(settings.REGENCY_NAME, settings.OWNER_NAME)


def own_words(user: User | None) -> set[str]:
    return _words(user.full_name, user.email) if user else set()


def _words(*texts: str) -> set[str]:
    """Words of four letters and more, also written together, and each spelled with digits."""
    found = set()
    for text in texts:
        small = text.casefold()
        parts = [letters(part) for part in re.split(r"[\s@._+-]+", small)]
        found |= {part for part in (*parts, letters(small)) if len(part) > 3}
    return found | {word.translate(LEET) for word in found}


@cache
def common_passwords() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
