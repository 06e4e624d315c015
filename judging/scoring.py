"""The arithmetic of judging. Pure: no database, no Django, only Decimal.

Raw scores are the law. A sheet's total is the weighted share of each criterion's scale, in percent:
``total = sum(weight * score / max_score) / sum(weight) * 100``. An entry's score is the mean of its
signed sheets, rounded half up to two digits; what is compared is what is shown, so that every
number adds up by hand. A missing sheet is missing, never 0.

Ties: the entry with the higher mean on the heaviest criterion comes first, then on the next
heaviest; entries that are still equal share a rank (1-2-2-4) for the plenary to decide.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


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
    sheet_totals: tuple[Decimal, ...]
    criterion_means: Mapping[Hashable, Decimal]
    tie_broken_by: Hashable | None = None
    shares_rank: bool = False


def rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def mean(values: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean; raises `ValueError` for no values, which is never 0."""
    if not values:
        raise ValueError("the mean of nothing is not 0")
    return sum(values, Decimal(0)) / len(values)


def sheet_total(sheet: Sheet, criteria: Sequence[Criterion]) -> Decimal:
    """Weighted total of one complete sheet in percent, exact; `KeyError` for a missing score."""
    weights = sum((c.weight for c in criteria), Decimal(0))
    earned = sum((c.weight * sheet[c.key] / c.max_score for c in criteria), Decimal(0))
    return earned / weights * HUNDRED


def ranking(
    sheets: Mapping[Hashable, Sequence[Sheet]], criteria: Sequence[Criterion]
) -> list[Standing]:
    """Standings of all entries, best first; entries without a sheet last and unranked."""
    heaviest_first = sorted(criteria, key=lambda c: -c.weight)
    scored = [_score(entry, own, heaviest_first) for entry, own in sheets.items() if own]
    scored.sort(key=lambda s: _sort_key(s, heaviest_first), reverse=True)
    unscored = [Standing(entry, None, None, (), {}) for entry, own in sheets.items() if not own]
    return [*_with_ranks(scored, heaviest_first), *unscored]


def _score(entry: Hashable, sheets: Sequence[Sheet], criteria: Sequence[Criterion]) -> Standing:
    totals = tuple(sheet_total(sheet, criteria) for sheet in sheets)
    means = {c.key: mean([sheet[c.key] for sheet in sheets]) for c in criteria}
    return Standing(entry, None, rounded(mean(totals)), totals, means)


def _sort_key(standing: Standing, criteria: Sequence[Criterion]) -> tuple[Decimal, ...]:
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
    place: int, keys: list[tuple[Decimal, ...]], criteria: Sequence[Criterion]
) -> Hashable | None:
    """The criterion that put this entry before or behind a neighbour of the same score."""
    neighbours = [keys[i] for i in (place - 1, place + 1) if 0 <= i < len(keys)]
    own = keys[place]
    for other in neighbours:
        if other[0] == own[0] and other != own:
            differs = next(i for i in range(1, len(own)) if other[i] != own[i])
            return criteria[differs - 1].key
    return None
