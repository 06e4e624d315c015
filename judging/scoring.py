"""The arithmetic of judging. Pure: no database, no Django.

Raw scores are the law. A sheet's total is the weighted share of each criterion's scale, in
percent: ``total = sum(weight * score / max_score) / sum(weight) * 100``. An entry's score combines
the totals of its signed sheets as the stage says: mean, median, or mean without the highest and the
lowest.

Everything is computed exactly and rounded once, half up to two digits, where a score is
shown or compared: what is compared is what is shown. A third of a scale stays a third until then,
and no sheet is rounded before the sheets are combined. A missing sheet is missing, never 0.

Ties: the entry that is better on the heaviest criterion comes first (its scores combined in the
same way), then on the next heaviest; criteria of the same weight count in the rulebook's order.
Entries that are still equal share a rank (1-2-2-4) for the plenary to decide.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from enum import StrEnum
from fractions import Fraction
from math import floor, lcm
from operator import mul

HUNDRED = 100
EXACT = Context(prec=200, traps=[Inexact])
"""Sums and products of whole numbers and scores in full length; a lost digit would be an error."""


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


@dataclass(frozen=True, slots=True)
class Standing:
    """One entry in the ranking. `score` is None, and `rank` too, while it has no signed sheet."""

    entry: Hashable
    rank: int | None
    score: Decimal | None
    sheets: int
    tie_broken_by: Hashable | None = None
    shares_rank: bool = False


def rounded(value: Decimal | Fraction) -> Decimal:
    """Two digits, half up; exact for values of any length."""
    cents = floor(Fraction(value) * HUNDRED + Fraction(1, 2))
    return Decimal(cents).scaleb(-2)


Values = Sequence[Decimal] | Sequence[Fraction]


def mean(values: Values) -> Fraction:
    """The arithmetic mean; raises `ValueError` for no values, which is never 0."""
    if not values:
        raise ValueError("the mean of nothing is not 0")
    with localcontext(EXACT):
        return Fraction(sum(values)) / len(values)


def counted(values: Values, how: Combination) -> Values:
    """The values whose mean is the combined one. Fewer than three have nothing to trim."""
    if how == Combination.MEAN:
        return values
    in_order = sorted(values)
    if how == Combination.MEDIAN and in_order:
        middle = (len(in_order) - 1) // 2
        return in_order[middle : len(in_order) - middle]
    if how == Combination.TRIMMED and len(in_order) > 2:
        return in_order[1:-1]
    return in_order


def combined(values: Values, how: Combination) -> Fraction:
    """One value for several; raises `ValueError` for none."""
    return mean(counted(values, how))


def share(score: Decimal, criterion: Criterion, criteria: Iterable[Criterion]) -> Fraction:
    """What one score adds to its sheet's total, in points of a hundred."""
    weights = sum(Fraction(c.weight) for c in criteria)
    part = Fraction(criterion.weight) * Fraction(score) / Fraction(criterion.max_score)
    return part / weights * HUNDRED


def sheet_total(sheet: Sheet, criteria: Sequence[Criterion]) -> Fraction:
    """Weighted total of one complete sheet in percent, exact; `KeyError` for a missing score."""
    return sum((share(sheet[c.key], c, criteria) for c in criteria), Fraction(0))


def spread(totals: Values) -> Fraction:
    """How far the sheets of one entry lie apart: highest less lowest, in points of a hundred."""
    exact = [Fraction(each) for each in totals]
    return max(exact) - min(exact) if exact else Fraction(0)


def is_on_step(score: Decimal, step: Decimal) -> bool:
    """Scores go up from 0 in steps, such as halves or whole points."""
    return Fraction(score) % Fraction(step) == 0


def ranking(
    sheets: Mapping[Hashable, Sequence[Sheet]],
    criteria: Sequence[Criterion],
    how: Combination = Combination.MEAN,
) -> list[Standing]:
    """Standings of all entries, best first; entries without a sheet last and unranked."""
    scores, by_score = entry_scores(sheets, criteria, how), defaultdict(list)
    for entry, score in scores.items():
        by_score[score].append(entry)
    heaviest_first = sorted(criteria, key=lambda c: -c.weight)
    standings: list[Standing] = []
    with localcontext(EXACT):
        for score in sorted(by_score, reverse=True):
            tied = {entry: sheets[entry] for entry in by_score[score]}
            for group, decider in _with_deciders(_parted(tied, heaviest_first, how)):
                rank, shares = len(standings) + 1, len(group) > 1
                standings += [
                    Standing(entry, rank, score, len(sheets[entry]), decider, shares)
                    for entry in group
                ]
    return [
        *standings,
        *(Standing(entry, None, None, 0) for entry in sheets if entry not in scores),
    ]


def entry_scores(
    sheets: Mapping[Hashable, Sequence[Sheet]],
    criteria: Sequence[Criterion],
    how: Combination = Combination.MEAN,
) -> dict[Hashable, Decimal]:
    """The rounded score of every entry with a sheet, as `rounded(combined(...))` would give it.

    The weights become whole numbers once, so that a sheet is a sum of products without a fraction;
    the ranking of 5,000 entries would take seconds otherwise.
    """
    if not criteria:
        return {}
    keys = [c.key for c in criteria]
    weights, whole = _whole_weights(criteria)
    scores = {}
    with localcontext(EXACT):
        for entry, own in sheets.items():
            if own:
                points = [sum(map(mul, weights, map(sheet.__getitem__, keys))) for sheet in own]
                kept = counted(points, how)
                scores[entry] = _percent(sum(kept), whole * len(kept))
    return scores


def _percent(part: Decimal, whole: int) -> Decimal:
    """`rounded(part / whole * 100)` in whole numbers, for values that are not negative."""
    cents = (2 * HUNDRED * HUNDRED * part + whole) // (2 * whole)
    return cents.scaleb(-2)


def _whole_weights(criteria: Sequence[Criterion]) -> tuple[list[Decimal], int]:
    """What a point of each criterion weighs, as whole numbers, and what full marks weigh."""
    shares = [Fraction(c.weight) / Fraction(c.max_score) for c in criteria]
    full = sum((Fraction(c.weight) for c in criteria), Fraction(0))
    unit = lcm(full.denominator, *(each.denominator for each in shares))
    return [Decimal(int(each * unit)) for each in shares], int(full * unit)


Groups = list[tuple[list[Hashable], Hashable | None]]
"""Entries that are equal in everything, best first, and the criterion that put each group behind
the one before it.
"""


def _parted(
    tied: Mapping[Hashable, Sequence[Sheet]], criteria: Sequence[Criterion], how: Combination
) -> Groups:
    """Entries of one score by criterion after criterion, for as long as some are still equal.

    Means are compared over a common denominator: among thousands of entries most scores are shared,
    and a fraction for each would make the ranking grow faster than the entries.
    """
    if len(tied) == 1 or not criteria:
        return [(list(tied), None)]
    first, *rest = criteria
    kept = {entry: counted([s[first.key] for s in own], how) for entry, own in tied.items()}
    whole = lcm(*{len(values) for values in kept.values()})
    by_value = defaultdict(dict)
    for entry, values in kept.items():
        by_value[sum(values) * (whole // len(values))][entry] = tied[entry]
    groups: Groups = []
    for value in sorted(by_value, reverse=True):
        (best, decider), *others = _parted(by_value[value], rest, how)
        groups += [(best, first.key if groups else decider), *others]
    return groups


def _with_deciders(groups: Groups) -> Groups:
    """Groups with what sets each apart; the best one learns it from the group behind it."""
    deciders = [decider for _group, decider in groups]
    if len(groups) > 1:
        deciders[0] = deciders[1]
    return [(group, decider) for (group, _), decider in zip(groups, deciders, strict=True)]
