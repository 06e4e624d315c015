"""Would anyone else win if the rules or the panel were a little different?"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from judging import scoring
from judging.fairness.additive import fit
from judging.fairness.marks import TooLittle

STEP = Decimal("0.1")
"""By how much a weight moves: ten of its hundred."""

Sheets = Mapping[Hashable, Mapping[str, scoring.Sheet]]
"""Entry -> judge code -> scores by criterion."""


class Change(StrEnum):
    HEAVIER = "heavier"
    LIGHTER = "lighter"
    WITHOUT_JUDGE = "without-judge"
    COMBINED = "combined"
    ADJUSTED = "adjusted"


@dataclass(frozen=True)
class WhatIf:
    """A change and what it is about: a criterion's key, a judge's code, or a combination."""

    change: Change
    about: Hashable = None


@dataclass(frozen=True)
class Variant:
    """Who would win that does not, and who would no longer."""

    what_if: WhatIf
    gained: frozenset[Hashable]
    lost: frozenset[Hashable]

    @property
    def is_same(self) -> bool:
        return not self.gained and not self.lost


def variants(
    sheets: Sheets,
    criteria: list[scoring.Criterion],
    how: scoring.Combination,
    winner_count: int,
) -> list[Variant]:
    """The winners once for each change, against those of the rules as they are.

    Each weight a tenth more and a tenth less, the others unchanged; each judge left out; the other
    ways of combining; and severities taken off, where the judges can be compared.
    """
    now = _winners(scoring.ranking(_lists(sheets), criteria, how), winner_count)
    found = []
    for what_if, standings in _rankings(sheets, criteria, how):
        then = _winners(standings, winner_count)
        found.append(Variant(what_if, then - now, now - then))
    return found


def _rankings(
    sheets: Sheets, criteria: list[scoring.Criterion], how: scoring.Combination
) -> Iterator[tuple[WhatIf, list[scoring.Standing]]]:
    lists = _lists(sheets)
    for place, criterion in enumerate(criteria):
        for change, factor in ((Change.HEAVIER, 1 + STEP), (Change.LIGHTER, 1 - STEP)):
            other = [*criteria]
            other[place] = replace(criterion, weight=criterion.weight * factor)
            yield WhatIf(change, criterion.key), scoring.ranking(lists, other, how)
    for judge in sorted({judge for own in sheets.values() for judge in own}):
        without = {
            entry: {code: sheet for code, sheet in own.items() if code != judge}
            for entry, own in sheets.items()
        }
        yield (
            WhatIf(Change.WITHOUT_JUDGE, judge),
            scoring.ranking(_lists(without), criteria, how),
        )
    for other_way in scoring.Combination:
        if other_way != how:
            yield (
                WhatIf(Change.COMBINED, other_way.value),
                scoring.ranking(lists, criteria, other_way),
            )
    try:
        adjusted = fit(totals(sheets, criteria)).adjusted
    except TooLittle:
        return
    yield WhatIf(Change.ADJUSTED), _by_adjusted(adjusted)


def totals(sheets: Sheets, criteria: list[scoring.Criterion]) -> dict[Hashable, dict[str, float]]:
    """Marks of whole sheets, in points of a hundred."""
    return {
        entry: {code: float(scoring.sheet_total(sheet, criteria)) for code, sheet in own.items()}
        for entry, own in sheets.items()
        if own
    }


def _by_adjusted(adjusted: Mapping[Hashable, float]) -> list[scoring.Standing]:
    """As the rules do it: rounded once, equal scores share a rank."""
    scores = {entry: scoring.rounded(Decimal(repr(value))) for entry, value in adjusted.items()}
    in_order = sorted(scores.values(), reverse=True)
    return [
        scoring.Standing(entry, in_order.index(score) + 1, score, 0)
        for entry, score in scores.items()
    ]


def _winners(standings: list[scoring.Standing], count: int) -> frozenset[Hashable]:
    return frozenset(each.entry for each in standings if each.rank and each.rank <= count)


def _lists(sheets: Sheets) -> dict[Hashable, list[scoring.Sheet]]:
    return {entry: list(own.values()) for entry, own in sheets.items()}
