"""How far judges agree, on one criterion or on totals."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from statistics import harmonic_mean

from judging.fairness.additive import components
from judging.fairness.marks import FEWEST_ENTRIES, Lack, Marks, TooLittle, in_order, judges_of


def krippendorff_alpha(marks: Marks) -> float:
    """Alpha for intervals: 1 less observed over expected disagreement; 1 is full agreement, 0 is
    what chance gives. Entries with one sheet say nothing and are left out.

    Krippendorff, Content Analysis (2004), ch. 11; Hayes & Krippendorff (2007). Needs
    `FEWEST_ENTRIES` entries with two sheets, and marks that are not all the same.
    """
    units = [list(own.values()) for own in in_order(marks).values() if len(own) > 1]
    if len(units) < FEWEST_ENTRIES:
        raise TooLittle(Lack.ENTRIES)
    values = list(chain.from_iterable(units))
    expected = _squares(values) * 2 / (len(values) - 1)
    if expected <= 0:
        raise TooLittle(Lack.NO_SPREAD)
    observed = sum(_squares(own) * len(own) * 2 / (len(own) - 1) for own in units)
    return 1 - observed / len(values) / expected


def icc(marks: Marks) -> tuple[float, float]:
    """ICC(2,1) and ICC(2,k): the share of true differences between entries in the mark of one
    judge, and in the mean of an entry's k judges; judges are a sample (absolute agreement).

    Shrout & Fleiss (1979); McGraw & Wong (1996). From variance components, which in a complete
    design gives their formulas exactly and holds where not everyone judges everything; k is then
    the harmonic mean of the numbers of sheets.
    """
    marks = in_order(marks)
    if sum(len(own) > 1 for own in marks.values()) < FEWEST_ENTRIES:
        raise TooLittle(Lack.ENTRIES)
    parts = components(marks)
    noise = parts.severity + parts.error
    k = harmonic_mean([len(own) for own in marks.values()])
    single, average = parts.quality + noise, parts.quality + noise / k
    if single <= 0 or average <= 0:
        raise TooLittle(Lack.NO_SPREAD)
    return parts.quality / single, parts.quality / average


def kendall_w(marks: Marks) -> float:
    """Kendall's W: do the judges put the entries in the same order? 1 is the same, 0 is none.

    Kendall & Babington Smith (1939), with the correction for ties (Siegel & Castellan 1988, ch. 9).
    Only entries that all judges scored have ranks that can be compared; `FEWEST_ENTRIES` of them.
    """
    judges = judges_of(marks)
    common = [own for own in in_order(marks).values() if len(own) == len(judges)]
    if len(judges) < 2 or len(common) < FEWEST_ENTRIES:
        raise TooLittle(Lack.NOT_ALL_BY_ALL)
    columns = [[own[judge] for own in common] for judge in judges]
    sums = [sum(ranks) for ranks in zip(*map(_mid_ranks, columns), strict=True)]
    n, m = len(common), len(judges)
    ties = sum(t**3 - t for column in columns for t in Counter(column).values())
    most = m * m * (n**3 - n) - m * ties
    if not most:
        raise TooLittle(Lack.NO_SPREAD)
    return 12 * _squares(sums) / most


def _mid_ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, lowest first; equal values share the mean of their ranks."""
    below: dict[float, float] = {}
    seen = 0
    for value, count in sorted(Counter(values).items()):
        below[value] = seen + (count + 1) / 2
        seen += count
    return [below[value] for value in values]


def _squares(values: Sequence[float]) -> float:
    """Sum of squares around the mean."""
    middle = sum(values) / len(values)
    return sum((value - middle) ** 2 for value in values)
