"""How far a unit has come with its duty of a year: sets combined, nothing stored.

Plain rules: units are any hashable things, a year is what its sets say.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    NONE = "belum-ada"
    DRAFT = "draf"
    DOCUMENTED = "terdokumentasi"
    COMPETING = "kompetisi"
    AWARDED = "penghargaan"
    EXEMPT = "dibebaskan"


LADDER = (Level.NONE, Level.DRAFT, Level.DOCUMENTED, Level.COMPETING, Level.AWARDED)
"""From nothing to everything; an exempt unit stands beside it."""

FULFILLING = (Level.DOCUMENTED, Level.COMPETING, Level.AWARDED)
"""The levels of which a year names the lowest that fulfils the duty."""

NOBODY: frozenset[Hashable] = frozenset()


@dataclass(frozen=True)
class Deeds:
    """Which units did what in one year."""

    drafted: Set[Hashable] = NOBODY
    documented: Set[Hashable] = NOBODY
    competing: Set[Hashable] = NOBODY
    awarded: Set[Hashable] = NOBODY
    exempt: Set[Hashable] = NOBODY

    def level_of(self, unit: Hashable) -> Level:
        """The highest level the unit reached; an exemption comes before everything."""
        if unit in self.exempt:
            return Level.EXEMPT
        if unit in self.awarded:
            return Level.AWARDED
        if unit in self.competing:
            return Level.COMPETING
        if unit in self.documented:
            return Level.DOCUMENTED
        return Level.DRAFT if unit in self.drafted else Level.NONE


def levels(obliged: Iterable[Hashable], deeds: Deeds) -> dict[Hashable, Level]:
    """The level of every obliged unit."""
    return {unit: deeds.level_of(unit) for unit in obliged}


def fulfils(level: Level, least: Level) -> bool:
    """Has a unit at `level` done its duty in a year that asks for `least`?"""
    return level != Level.EXEMPT and LADDER.index(level) >= LADDER.index(least)


def is_missing(level: Level, least: Level) -> bool:
    """Does the unit still owe? Exempt units owe nothing."""
    return level != Level.EXEMPT and not fulfils(level, least)


@dataclass(frozen=True)
class Count:
    """`fulfilled` of `obliged` units; exempt ones count on neither side."""

    fulfilled: int = 0
    obliged: int = 0

    @property
    def missing(self) -> int:
        return self.obliged - self.fulfilled

    @property
    def share(self) -> int | None:
        """Whole percent, rounded down so that 100 means everyone; None where nobody is obliged."""
        return 100 * self.fulfilled // self.obliged if self.obliged else None

    def __add__(self, other: "Count") -> "Count":
        return Count(self.fulfilled + other.fulfilled, self.obliged + other.obliged)


def count(of: Iterable[Level], least: Level) -> Count:
    """How many of these units have done their duty."""
    return count_by_level(Counter(of), least)


def count_by_level(numbers: Mapping[Level, int], least: Level) -> Count:
    """The same from the number of units at each level."""
    fulfilled = sum(numbers.get(level, 0) for level in LADDER if fulfils(level, least))
    return Count(fulfilled, sum(numbers.get(level, 0) for level in LADDER))
