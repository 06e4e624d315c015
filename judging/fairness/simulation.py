"""Panels whose truth is known, to see what the statistics are worth: `bin/bench fairness`.

200 entries, 15 judges, three sheets for each entry, given out at random; quality has standard
deviation 1, severity and noise 0.7 each.
"""

from random import Random
from statistics import fmean

from judging.fairness.additive import fit
from judging.fairness.marks import Marks
from judging.fairness.ranks import prospects

ENTRIES, JUDGES, EACH, BEST = 200, 15, 3, 10
QUALITY, SEVERITY, NOISE = 1.0, 0.7, 0.7


def simulated(seed: int) -> tuple[Marks, dict[int, float]]:
    """Marks, and the quality that they were made from."""
    random = Random(seed)  # noqa: S311 - sample data
    severity = {f"J{n:02d}": random.gauss(0, SEVERITY) for n in range(JUDGES)}
    quality = {entry: random.gauss(0, QUALITY) for entry in range(ENTRIES)}
    codes = list(severity)
    marks = {
        entry: {
            code: true - severity[code] + random.gauss(0, NOISE)
            for code in random.sample(codes, EACH)
        }
        for entry, true in quality.items()
    }
    return marks, quality


def found_of_top(seed: int) -> tuple[int, int]:
    """How many of the truly best ten are among the first ten by raw means, and adjusted."""
    marks, quality = simulated(seed)
    raw = {entry: fmean(own.values()) for entry, own in marks.items()}
    truth = _best(quality)
    return len(_best(raw) & truth), len(_best(fit(marks).adjusted) & truth)


def coverage(seed: int, draws: int) -> float:
    """The share of entries whose true rank lies within its interval."""
    marks, quality = simulated(seed)
    ranks = {entry: n for n, entry in enumerate(_in_order(quality), start=1)}
    found = prospects(marks, BEST, draws=draws)
    return fmean(each.lowest <= ranks[entry] <= each.highest for entry, each in found.items())


def _in_order(values: dict[int, float]) -> list[int]:
    return sorted(values, key=values.__getitem__, reverse=True)


def _best(values: dict[int, float]) -> set[int]:
    return set(_in_order(values)[:BEST])
