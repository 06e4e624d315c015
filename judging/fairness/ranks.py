"""How sure the ranks are: posterior draws, not a bootstrap.

The additive model with quality, severity and error as normal random effects, its variances put in
as estimated by `components` (empirical Bayes). A draw takes level and severities from their joint
posterior and then the quality of every entry given them; its ranks are one ranking that the sheets
allow. The middle 90 of 100 ranks are the interval. After Laird & Louis (1989) and Goldstein &
Spiegelhalter (1996); the estimates of the variances count as known, so intervals of very small
panels are a little too narrow. `bin/bench fairness` says what they cover.

A bootstrap of sheets was not taken: with two or three sheets for each entry most resamples lose a
judge, and the spread of a mean of two is underestimated by a half.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from random import Random

from judging.fairness.additive import Components, components
from judging.fairness.linear import Matrix, backward, cholesky, solve
from judging.fairness.marks import Lack, Marks, TooLittle, in_order, judges_of

SEED = 20_260_817
"""Written in the report, so that everyone gets the same draws."""
DRAWS = 1_000
COVERED = 0.90
LEAST_SHARE = 1e-6
"""The least a variance is taken for, against the sum of all: an estimate may be 0 or below."""


@dataclass(frozen=True)
class Prospect:
    """An entry's ranks among the draws: `lowest` to `highest` holds 90 %, `top` is the share of
    draws in which it is among the first k.
    """

    lowest: int
    highest: int
    top: float


@dataclass(frozen=True)
class _Posterior:
    """Level and severities: their mean and the factor of their precision; and by entry the mean
    mark, the places of its judges, how far it shrinks and its remaining deviation.
    """

    mean: list[float]
    lower: Matrix
    entries: list[tuple[float, list[int], float, float]]


def prospects(
    marks: Marks, top: int, *, draws: int = DRAWS, seed: int = SEED
) -> dict[Hashable, Prospect]:
    """What rank each entry may have; raises `TooLittle` as `fit` does, or if all is alike."""
    parts, marks = components(marks), in_order(marks)
    if parts.quality <= 0:
        raise TooLittle(Lack.NO_SPREAD)
    posterior = _posterior(marks, parts)
    random = Random(seed)  # noqa: S311 - a fixed seed on purpose
    seen = [[0] * (len(marks) + 1) for _ in marks]
    for _ in range(draws):
        qualities = _draw(posterior, random)
        best_first = sorted(range(len(qualities)), key=qualities.__getitem__, reverse=True)
        for rank, place in enumerate(best_first, start=1):
            seen[place][rank] += 1
    return {
        entry: Prospect(
            _quantile(counts, draws * (1 - COVERED) / 2),
            _quantile(counts, draws * (1 + COVERED) / 2),
            sum(counts[1 : top + 1]) / draws,
        )
        for entry, counts in zip(marks, seen, strict=True)
    }


def _quantile(counts: list[int], reached: float) -> int:
    """The first rank by which so many draws are counted."""
    return next(rank for rank, total in enumerate(accumulate(counts)) if total >= reached)


def _posterior(marks: Marks, parts: Components) -> _Posterior:
    """Level first, then judges; quality is integrated out, the level has a flat prior."""
    least = LEAST_SHARE * (parts.quality + abs(parts.severity) + parts.error)
    error, severity = max(parts.error, least), max(parts.severity, least)
    place = {judge: i for i, judge in enumerate(judges_of(marks), start=1)}
    size = len(place) + 1
    matrix = [[0.0] * size for _ in range(size)]
    right = [0.0] * size
    for i in range(1, size):
        matrix[i][i] = 1 / severity
    entries = []
    for own in marks.values():
        count = len(own)
        shrink = count * parts.quality / (count * parts.quality + error)
        rows, total = [place[judge] for judge in own], sum(own.values())
        entries.append((total / count, rows, shrink, sqrt(error * shrink / count)))
        level = count * (1 - shrink) / error
        matrix[0][0] += level
        right[0] += total * (1 - shrink) / error
        for i, value in zip(rows, own.values(), strict=True):
            matrix[0][i] -= level / count
            matrix[i][0] -= level / count
            right[i] -= (value - total / count * shrink) / error
            matrix[i][i] += 1 / error
            for j in rows:
                matrix[i][j] -= shrink / count / error
    lower = cholesky(matrix)
    return _Posterior(solve(lower, right), lower, entries)


def _draw(posterior: _Posterior, random: Random) -> list[float]:
    """One possible quality of every entry."""
    gauss = random.gauss
    noise = backward(posterior.lower, [gauss() for _ in posterior.mean])
    level, *severities = [m + z for m, z in zip(posterior.mean, noise, strict=True)]
    known = [0.0, *severities]
    return [
        shrink * (mean - level + sum([known[i] for i in rows]) / len(rows)) + deviation * gauss()
        for mean, rows, shrink, deviation in posterior.entries
    ]
