"""The additive model: what a judge gives is the entry's quality less the judge's severity.

    mark = level + quality(entry) - severity(judge) + error,   severities sum to 0

Ordinary least squares over all sheets, for designs in which not everyone judges everything: the
two-way layout without interaction, as in Searle, Linear Models for Unbalanced Data (1987), ch. 4.
Entries are eliminated first, so that only a system of one row for each judge is solved.

Variance components by Henderson's method 3 (Henderson 1953; Searle, Casella & McCulloch, Variance
Components (1992), ch. 5): exact in closed form for one sheet for each pair, and in a complete
design the same as the analysis of variance.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from judging.fairness.linear import Matrix, cholesky, inverse_diagonal, solve
from judging.fairness.marks import Marks, demand_comparable, in_order, judges_of


@dataclass(frozen=True)
class JudgeEffect:
    """One judge. `severity` in points: above 0 is stricter than the panel; `error` its standard
    error; `spread` the standard deviation of what the judge gave (None for a single sheet);
    `scatter` how far, as root mean square, the sheets lie from what the model expects.
    """

    sheets: int
    mean: float
    severity: float
    error: float
    spread: float | None
    scatter: float


@dataclass(frozen=True)
class Fit:
    """`adjusted` is what each entry would have got, on average, from the whole panel."""

    judges: dict[str, JudgeEffect]
    adjusted: dict[Hashable, float]
    residual_variance: float


@dataclass(frozen=True)
class Components:
    """Variances of quality, severity and error; the first two may come out below 0."""

    quality: float
    severity: float
    error: float


def fit(marks: Marks) -> Fit:
    """Least squares; raises `TooLittle` where the judges cannot be compared."""
    demand_comparable(marks)
    marks = in_order(marks)
    severity, lower = _severities(marks)
    adjusted = {e: fmean(v + severity[j] for j, v in own.items()) for e, own in marks.items()}
    residuals: dict[str, list[float]] = {judge: [] for judge in severity}
    values: dict[str, list[float]] = {judge: [] for judge in severity}
    for entry, own in marks.items():
        for judge, value in own.items():
            residuals[judge].append(value - adjusted[entry] + severity[judge])
            values[judge].append(value)
    sheets = sum(map(len, values.values()))
    squares = sum(r * r for own in residuals.values() for r in own)
    variance = squares / (sheets - len(marks) - len(severity) + 1)
    share = 1 / len(severity)
    return Fit(
        {
            judge: JudgeEffect(
                sheets=len(values[judge]),
                mean=fmean(values[judge]),
                severity=severity[judge],
                error=sqrt(max(0.0, variance * (diagonal - share))),
                spread=stdev(values[judge]) if len(values[judge]) > 1 else None,
                scatter=sqrt(fmean(r * r for r in residuals[judge])),
            )
            for judge, diagonal in zip(severity, inverse_diagonal(lower), strict=True)
        },
        adjusted,
        variance,
    )


def _severities(marks: Marks) -> tuple[dict[str, float], Matrix]:
    """Severities that sum to 0, and the factor of the system that they solve.

    The system says only how judges differ; a constant added to all its cells fixes the sum.
    """
    judges = judges_of(marks)
    place = {judge: i for i, judge in enumerate(judges)}
    matrix = [[1 / len(judges)] * len(judges) for _ in judges]
    right = [0.0] * len(judges)
    for own in marks.values():
        middle = fmean(own.values())
        rows = [place[judge] for judge in own]
        for i, value in zip(rows, own.values(), strict=True):
            matrix[i][i] += 1
            right[i] -= value - middle
            for j in rows:
                matrix[i][j] -= 1 / len(own)
    lower = cholesky(matrix)
    return dict(zip(judges, solve(lower, right), strict=True)), lower


def components(marks: Marks) -> Components:
    """Variances of quality, severity and error; raises `TooLittle` as `fit` does."""
    fitted, marks = fit(marks), in_order(marks)
    by_judge: dict[str, list[float]] = {judge: [] for judge in fitted.judges}
    for own in marks.values():
        for judge, value in own.items():
            by_judge[judge].append(value)
    sheets, entries, judges = sum(map(len, marks.values())), len(marks), len(by_judge)
    error = fitted.residual_variance
    left = error * (sheets - entries - judges + 1)
    for_quality = _within(by_judge.values()) - left
    for_severity = _within([list(own.values()) for own in marks.values()]) - left
    return Components(
        quality=(for_quality - (entries - 1) * error) / (sheets - judges),
        severity=(for_severity - (judges - 1) * error) / (sheets - entries),
        error=error,
    )


def _within(groups: Iterable[list[float]]) -> float:
    """Sum of squares around the mean of each group."""
    total = 0.0
    for own in groups:
        middle = fmean(own)
        total += sum((value - middle) ** 2 for value in own)
    return total
