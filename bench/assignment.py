"""Sharing out 2,000 entries, one pair in twenty barred.

Three judges each; two where there are only three judges: with three of three everyone is given all
that is not barred, and nothing is left to balance.
"""

from collections.abc import Iterator
from random import Random
from time import perf_counter

from bench import Measure, measure
from judging.allotment import Plan, allot

ENTRIES, SECONDS = 2_000, 10.0
PANELS = ((3, 2), (10, 3), (60, 3))


def _shared_out(judges: int, wanted: int) -> tuple[Plan, float]:
    random = Random(judges)  # noqa: S311 - sample data
    people = dict.fromkeys(range(judges))
    barred = [
        (entry, judge) for entry in range(ENTRIES) for judge in people if random.random() < 0.05
    ]
    begun = perf_counter()
    plan = allot(range(ENTRIES), people, barred, [], wanted)
    return plan, perf_counter() - begun


@measure
def assignment() -> Iterator[Measure]:
    for judges, wanted in PANELS:
        plan, seconds = _shared_out(judges, wanted)
        yield Measure(f"assignment_{judges}_judges", seconds, "s", SECONDS, 1)
        yield Measure(f"imbalance_{judges}_judges", plan.imbalance, "entries", 1, 1)
