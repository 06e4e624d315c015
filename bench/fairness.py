"""What the statistics of a panel are worth, on panels whose truth is known; fixed seeds.

A batch is 20 panels. Counted: batches in which adjusted scores find more of the true first ten than
raw means do, against the 95 of 100 that are promised; and how far the share of true ranks within
their intervals of 90 % lies from 90 %, against three points.
"""

from collections.abc import Iterator
from statistics import fmean

from bench import Measure, measure
from judging.fairness import DRAWS, simulation

BATCHES, PANELS, PROMISED = 100, 20, 95
PANELS_FOR_COVERAGE, NOMINAL, POINTS = 100, 90.0, 3.0


@measure
def fairness() -> Iterator[Measure]:
    found = [simulation.found_of_top(seed) for seed in range(BATCHES * PANELS)]
    batches = [found[first : first + PANELS] for first in range(0, len(found), PANELS)]
    better = sum(sum(a for _, a in each) > sum(r for r, _ in each) for each in batches)
    missed = BATCHES - better
    yield Measure("fairness batches not better", missed, "batches", BATCHES - PROMISED, 1)
    raw, adjusted = fmean(r for r, _ in found), fmean(a for _, a in found)
    yield Measure("fairness raw top ten against adjusted", raw, "of 10", adjusted, 1)
    seeds = range(PANELS_FOR_COVERAGE)
    covered = 100 * fmean(simulation.coverage(seed, DRAWS) for seed in seeds)
    yield Measure(f"fairness coverage {covered:.1f} %", abs(covered - NOMINAL), "points", POINTS, 1)
