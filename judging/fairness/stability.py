"""Would anyone else win if the rules or the panel were a little different?"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from math import fsum

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
    STAGE_HEAVIER = "stage-heavier"
    STAGE_LIGHTER = "stage-lighter"


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
    lists = _lists(sheets)
    scores = scoring.entry_scores(lists, criteria, how)
    now = _winners(lists, scores, criteria, how, winner_count)
    found = []
    for what_if, rules, way in other_rules(criteria, how):
        other = scoring.entry_scores(lists, rules, way)
        then = _winners(lists, other, rules, way, winner_count)
        found.append(Variant(what_if, then - now, now - then))
    for judge in sorted({judge for own in sheets.values() for judge in own}):
        fewer = {e: _without(judge, own) for e, own in sheets.items() if judge in own}
        kept = {entry: score for entry, score in scores.items() if entry not in fewer}
        other = kept | scoring.entry_scores(fewer, criteria, how)
        then = _winners(lists | fewer, other, criteria, how, winner_count)
        found.append(Variant(WhatIf(Change.WITHOUT_JUDGE, judge), then - now, now - then))
    try:
        adjusted = fit(totals(sheets, criteria)).adjusted
    except TooLittle:
        return found
    then = _first(adjusted, winner_count)
    return [*found, Variant(WhatIf(Change.ADJUSTED), then - now, now - then)]


def other_rules(
    criteria: list[scoring.Criterion], how: scoring.Combination
) -> Iterator[tuple[WhatIf, list[scoring.Criterion], scoring.Combination]]:
    """Each weight a tenth more and less, then the other ways of combining."""
    for place, criterion in enumerate(criteria):
        for change, factor in ((Change.HEAVIER, 1 + STEP), (Change.LIGHTER, 1 - STEP)):
            other = [*criteria]
            other[place] = replace(criterion, weight=criterion.weight * factor)
            yield WhatIf(change, criterion.key), other, how
    for way in scoring.Combination:
        if way != how:
            yield WhatIf(Change.COMBINED, way.value), criteria, way


def totals(sheets: Sheets, criteria: list[scoring.Criterion]) -> dict[Hashable, dict[str, float]]:
    """Marks of whole sheets, in points of a hundred."""
    points = {c.key: float(scoring.share(Decimal(1), c, criteria)) for c in criteria}
    return {
        entry: {
            code: fsum(float(sheet[key]) * each for key, each in points.items())
            for code, sheet in own.items()
        }
        for entry, own in sheets.items()
        if own
    }


def _winners(
    lists: Mapping[Hashable, list[scoring.Sheet]],
    scores: Mapping[Hashable, Decimal],
    criteria: list[scoring.Criterion],
    how: scoring.Combination,
    count: int,
) -> frozenset[Hashable]:
    """Ranks are needed only of those who reach the score of the last winner."""
    least = min(sorted(scores.values(), reverse=True)[:count], default=None)
    near = {e: lists[e] for e, score in scores.items() if least is not None and score >= least}
    standings = scoring.ranking(near, criteria, how)
    return frozenset(each.entry for each in standings if each.rank and each.rank <= count)


def _first(adjusted: Mapping[Hashable, float], count: int) -> frozenset[Hashable]:
    """Rounded once, as the rules do it; who equals the last winner wins too."""
    scores = {entry: scoring.rounded(Decimal(repr(value))) for entry, value in adjusted.items()}
    least = min(sorted(scores.values(), reverse=True)[:count], default=None)
    return frozenset(e for e, score in scores.items() if least is not None and score >= least)


def _without(judge: str, own: Mapping[str, scoring.Sheet]) -> list[scoring.Sheet]:
    return [sheet for code, sheet in own.items() if code != judge]


def _lists(sheets: Sheets) -> dict[Hashable, list[scoring.Sheet]]:
    return {entry: list(own.values()) for entry, own in sheets.items()}
