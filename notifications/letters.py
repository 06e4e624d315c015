"""The kinds of letters: what each is called, and the words that its text may name.

Apps declare theirs in a module `letters`, which is found by its name. The text of a kind stands in
`templates/emails/<name>.txt`; panitia may write another one with the same words in braces.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from inovasi.lib.texts import clean, unlinked

Context = Mapping[str, Any]


@dataclass(frozen=True)
class Word:
    """What `{word}` stands for: a sample, and where it is found in the context of a letter."""

    sample: str
    found: Callable[[Context], object]
    is_ours: bool = False
    """Written by the portal or panitia: its links may be links."""


@dataclass(frozen=True)
class Letter:
    name: str
    title: str
    """What panitia calls it, and when it goes out."""
    words: Mapping[str, Word]
    scope: Callable[[Context], str] = lambda _context: ""
    """The id of the edition that it speaks of."""
    can_wait: bool = False
    """May go out with others in one letter a day."""
    by_day: bool = False
    """A reminder or a digest: never leaves in the quiet hours."""

    def values(self, context: Context) -> dict[str, str]:
        found = ((name, word.found(context)) for name, word in self.words.items())
        return {name: "" if value is None else clean(str(value)) for name, value in found}

    def samples(self) -> dict[str, str]:
        return {name: word.sample for name, word in self.words.items()}


LETTERS: dict[str, Letter] = {}
SCOPES: list[Callable[[], Iterable[tuple[str, str]]]] = []
"""Apps above add what letters may speak of: (id of an edition, its name)."""


def register(*letters: Letter) -> None:
    LETTERS.update({letter.name: letter for letter in letters})


def link(context: Context) -> str:
    return f"{settings.PUBLIC_URL}{context['path']}"


NAME = Word("Siti Aminah", lambda context: context["recipient"].full_name)
LINK = Word("https://inovasi.gowa.example/usulan/7/", link, is_ours=True)
OWNER = Word(settings.OWNER_NAME, lambda _context: settings.OWNER_NAME, is_ours=True)
USUAL = {"nama": NAME, "tautan": LINK, "pengirim": OWNER}


def _carried(context: Context) -> str:
    return "\n".join(f"- {unlinked(letter.subject)}" for letter in context["letters"])


register(
    Letter(
        "notifications/by_hand",
        _("Surat yang ditulis panitia"),
        {
            "nama": NAME,
            "pengirim": OWNER,
            "perihal": Word("Undangan sosialisasi", lambda c: c["mailing"].subject, True),
            "isi": Word("Sosialisasi dimulai pukul 09.00 WITA.", lambda c: c["mailing"].body, True),
            "penulis": Word("Andi Rahman", lambda c: c["mailing"].author),
        },
    ),
    Letter(
        "notifications/digest",
        _("Ringkasan harian"),
        {
            **USUAL,
            "jumlah": Word("2", lambda c: len(c["letters"])),
            "daftar": Word("- Draf lengkap yang belum diajukan: KIPP 2026", _carried),
        },
        by_day=True,
    ),
)
