"""Walking the chain: is every line still there, as it was written, in its place?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from ledger.chain import BEGINNING, link
from ledger.models import Line


@dataclass(frozen=True)
class Head:
    """Where the chain ends: how many lines, and the link of the last. What witnesses keep."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def of(cls, text: str) -> Self:
        """From `number:hash`, as it stands in letters and minutes; `ValueError` for other words."""
        number, _colon, found = text.strip().partition(":")
        return cls(int(number), found.lower())


def head() -> Head:
    last = Line.objects.sealed().last()
    return Head(last.number, last.hash) if last else Head(0, BEGINNING)


def faults(witnessed: Head | None = None) -> Iterator[str]:
    """Where the chain is broken, first place first, each in words.

    Lines cut off at the end leave a shorter chain that is whole; only a `witnessed` head, from a
    letter or from minutes on paper, tells.
    """
    place, previous, kept = 0, BEGINNING, None
    for line in Line.objects.sealed().iterator():
        place += 1
        if line.number != place:
            yield _("Baris %(number)d hilang.") % {"number": place}
            place = line.number
        elif not line.is_as_written:
            yield _("Baris %(number)d: isinya diubah.") % {"number": place}
        elif line.hash != link(previous, line.digest):
            yield _("Baris %(number)d: tidak tersambung dengan baris sebelumnya.") % {
                "number": place
            }
        previous = line.hash
        if witnessed and line.number == witnessed.number:
            kept = line.hash
    if witnessed and witnessed.number and kept != witnessed.hash:
        yield _("Baris %(number)d berbeda dari sidik yang disimpan saksi.") % {
            "number": witnessed.number
        }
    for line in Line.objects.waiting().iterator():
        if not line.is_as_written:
            yield _("Baris yang belum bernomor (id %(id)d): isinya diubah.") % {"id": line.pk}
