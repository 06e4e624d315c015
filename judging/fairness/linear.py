"""The little linear algebra that a panel of judges needs: one row for each of at most a hundred."""

from collections.abc import Sequence
from math import sqrt

Matrix = list[list[float]]


def cholesky(matrix: Sequence[Sequence[float]]) -> Matrix:
    """Lower triangle L with L L' = matrix, which is symmetric and positive definite."""
    lower: Matrix = []
    for i, row in enumerate(matrix):
        own: list[float] = []
        for j in range(i):
            inner = sum(a * b for a, b in zip(own, lower[j], strict=False))
            own.append((row[j] - inner) / lower[j][j])
        lower.append([*own, sqrt(row[i] - sum(a * a for a in own))])
    return lower


def forward(lower: Matrix, right: Sequence[float]) -> list[float]:
    """x with L x = right."""
    found: list[float] = []
    for row, value in zip(lower, right, strict=True):
        inner = sum(a * b for a, b in zip(row, found, strict=False))
        found.append((value - inner) / row[len(found)])
    return found


def backward(lower: Matrix, right: Sequence[float]) -> list[float]:
    """x with L' x = right."""
    size = len(lower)
    found = list(right)
    for i in reversed(range(size)):
        found[i] /= lower[i][i]
        for j in range(i):
            found[j] -= lower[i][j] * found[i]
    return found


def solve(lower: Matrix, right: Sequence[float]) -> list[float]:
    """x with L L' x = right."""
    return backward(lower, forward(lower, right))


def inverse_diagonal(lower: Matrix) -> list[float]:
    """The diagonal of the inverse of L L'."""
    size = len(lower)
    units = ([float(i == j) for j in range(size)] for i in range(size))
    return [sum(x * x for x in forward(lower, unit)) for unit in units]
