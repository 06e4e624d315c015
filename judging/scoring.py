"""The arithmetic of judging. Pure: no database, no Django.

Raw scores are the law. A sheet's total is the weighted share of each criterion's scale, in
percent: ``total = sum(weight * score / max_score) / sum(weight) * 100``. An entry's score combines
the totals of its signed sheets as the stage says: mean, median, or mean without the highest and the
lowest.

Everything is computed in exact fractions and rounded once, half up to two digits, where a score is
shown or compared: what is compared is what is shown. A third of a scale stays a third until then,
and no sheet is rounded before the sheets are combined. A missing sheet is missing, never 0.

Ties: the entry that is better on the heaviest criterion comes first (its scores combined in the
same way), then on the next heaviest; criteria of the same weight count in the rulebook's order.
Entries that are still equal share a rank (1-2-2-4) for the plenary to decide.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

HUNDRED = 100


class Combination(StrEnum):
    """How the sheets of an entry become one score; the words of `Stage.Combination`."""

    MEAN = "rata-rata"
    MEDIAN = "median"
    TRIMMED = "terpangkas"


@dataclass(frozen=True)
class Criterion:
    """`key` names it; `weight` > 0 is its share; scores run from 0 to `max_score`."""

    key: Hashable
    weight: Decimal
    max_score: Decimal


Sheet = Mapping[Hashable, Decimal]
"""Scores of one judge for one entry by criterion key."""


@dataclass(frozen=True)
class Standing:
    """One entry in the ranking. `score` is None, and `rank` too, while it has no signed sheet."""

    entry: Hashable
    rank: int | None
    score: Decimal | None
    sheet_totals: tuple[Fraction, ...]
    criterion_means: Mapping[Hashable, Fraction]
    tie_broken_by: Hashable | None = None
    shares_rank: bool = False


def rounded(value: Decimal | Fraction) -> Decimal:
    """Two digits, half up; exact for values of any length."""
    cents = floor(Fraction(value) * HUNDRED + Fraction(1, 2))
    return Decimal(cents).scaleb(-2)


def mean(values: Sequence[Decimal | Fraction]) -> Fraction:
    """The arithmetic mean; raises `ValueError` for no values, which is never 0."""
    if not values:
        raise ValueError("the mean of nothing is not 0")
    return sum(map(Fraction, values), Fraction(0)) / len(values)


def combined(values: Sequence[Decimal | Fraction], how: Combination) -> Fraction:
    """One value for several. Fewer than three have nothing to trim: their mean counts."""
    in_order = sorted(map(Fraction, values))
    middle = (len(in_order) - 1) // 2
    if how == Combination.MEDIAN and in_order:
        return mean(in_order[middle : len(in_order) - middle])
    if how == Combination.TRIMMED and len(in_order) > 2:
        return mean(in_order[1:-1])
    return mean(in_order)


def share(score: Decimal, criterion: Criterion, criteria: Iterable[Criterion]) -> Fraction:
    """What one score adds to its sheet's total, in points of a hundred."""
    weights = sum(Fraction(c.weight) for c in criteria)
    part = Fraction(criterion.weight) * Fraction(score) / Fraction(criterion.max_score)
    return part / weights * HUNDRED


def sheet_total(sheet: Sheet, criteria: Sequence[Criterion]) -> Fraction:
    """Weighted total of one complete sheet in percent, exact; `KeyError` for a missing score."""
    return sum((share(sheet[c.key], c, criteria) for c in criteria), Fraction(0))


def spread(totals: Sequence[Decimal | Fraction]) -> Fraction:
    """How far the sheets of one entry lie apart: highest less lowest, in points of a hundred."""
    exact = [Fraction(each) for each in totals]
    return max(exact) - min(exact) if exact else Fraction(0)


def is_on_step(score: Decimal, step: Decimal) -> bool:
    """Scores go up from 0 in steps, such as halves or whole points."""
    return Fraction(score) % Fraction(step) == 0


def band_of(score: Decimal, lowests: Iterable[int]) -> int | None:
    """The rubric band of a score, named by its lowest value; None below all bands.

    A band reaches up to the next one: with bands from 60, 70 and 85, a score of 84.5 belongs to 70.
    """
    return max((lowest for lowest in lowests if lowest <= score), default=None)


def ranking(
    sheets: Mapping[Hashable, Sequence[Sheet]],
    criteria: Sequence[Criterion],
    how: Combination = Combination.MEAN,
) -> list[Standing]:
    """Standings of all entries, best first; entries without a sheet last and unranked."""
    heaviest_first = sorted(criteria, key=lambda c: -c.weight)
    scored = [_score(entry, own, heaviest_first, how) for entry, own in sheets.items() if own]
    scored.sort(key=lambda s: _sort_key(s, heaviest_first), reverse=True)
    unscored = [Standing(entry, None, None, (), {}) for entry, own in sheets.items() if not own]
    return [*_with_ranks(scored, heaviest_first), *unscored]


def _score(
    entry: Hashable, sheets: Sequence[Sheet], criteria: Sequence[Criterion], how: Combination
) -> Standing:
    totals = tuple(sheet_total(sheet, criteria) for sheet in sheets)
    means = {c.key: combined([sheet[c.key] for sheet in sheets], how) for c in criteria}
    return Standing(entry, None, rounded(combined(totals, how)), totals, means)


def _sort_key(standing: Standing, criteria: Sequence[Criterion]) -> tuple[Decimal | Fraction, ...]:
    score = standing.score or Decimal(0)
    return (score, *(standing.criterion_means[c.key] for c in criteria))


def _with_ranks(ordered: list[Standing], criteria: Sequence[Criterion]) -> list[Standing]:
    keys = [_sort_key(standing, criteria) for standing in ordered]
    first_place = {key: place for place, key in reversed(list(enumerate(keys, start=1)))}
    sharers = Counter(keys)
    return [
        replace(
            standing,
            rank=first_place[key],
            tie_broken_by=_decider(place, keys, criteria),
            shares_rank=sharers[key] > 1,
        )
        for place, (standing, key) in enumerate(zip(ordered, keys, strict=True))
    ]


def _decider(
    place: int, keys: list[tuple[Decimal | Fraction, ...]], criteria: Sequence[Criterion]
) -> Hashable | None:
    """The criterion that put this entry before or behind a neighbour of the same score."""
    neighbours = [keys[i] for i in (place - 1, place + 1) if 0 <= i < len(keys)]
    own = keys[place]
    for other in neighbours:
        if other[0] == own[0] and other != own:
            differs = next(i for i in range(1, len(own)) if other[i] != own[i])
            return criteria[differs - 1].key
    return None
