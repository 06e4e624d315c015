"""Who gave what to whom, and when that is too little to say anything."""

from collections.abc import Hashable, Mapping
from enum import StrEnum

Marks = Mapping[Hashable, Mapping[str, float]]
"""Entry -> judge code -> what the judge gave."""

FEWEST_ENTRIES = 10
"""Entries with two judges or more, below which no agreement is computed.

A convention of this house: with fewer, a single entry moves alpha or ICC by more than a tenth.
"""
FEWEST_FREE = 10
"""Sheets beyond what the additive model needs (degrees of freedom), for severities and ranks.

Also a convention: the error's own standard error is then about a fifth of it (1 / sqrt(2 x 10)).
"""


class Lack(StrEnum):
    """Why something is not said."""

    ENTRIES = "entries"
    SHEETS = "sheets"
    ISLANDS = "islands"
    NO_SPREAD = "no-spread"
    NOT_ALL_BY_ALL = "not-all-by-all"


class TooLittle(Exception):
    """The data cannot answer; `islands` names judges that share no entry with the others."""

    def __init__(self, lack: Lack, islands: tuple[tuple[str, ...], ...] = ()) -> None:
        super().__init__(lack)
        self.lack = lack
        self.islands = islands


def in_order(marks: Marks) -> dict[Hashable, dict[str, float]]:
    """Marks in one order whatever they came in, so that sums and draws are the same to a digit."""
    return {
        entry: dict(sorted(own.items()))
        for entry, own in sorted(marks.items(), key=lambda item: str(item[0]))
        if own
    }


def judges_of(marks: Marks) -> list[str]:
    return sorted({judge for own in marks.values() for judge in own})


def islands(marks: Marks) -> list[tuple[str, ...]]:
    """Judges who are tied together by shared entries; more than one group cannot be compared."""
    group = {judge: {judge} for judge in judges_of(marks)}
    for own in marks.values():
        first, *rest = own or [None]
        for judge in rest:
            joined = group[first] | group[judge]
            group.update(dict.fromkeys(joined, joined))
    return sorted({tuple(sorted(each)) for each in group.values()})


def demand_comparable(marks: Marks) -> None:
    """Raises `TooLittle` unless severities can be told from the entries' quality."""
    groups = islands(marks)
    if len(groups) > 1:
        raise TooLittle(Lack.ISLANDS, tuple(groups))
    sheets = sum(map(len, marks.values()))
    if len(judges_of(marks)) < 2 or sheets - len(marks) - len(judges_of(marks)) + 1 < FEWEST_FREE:
        raise TooLittle(Lack.SHEETS)
