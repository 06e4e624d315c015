"""Sharing out 2,000 entries, three judges each, one pair in twenty barred."""

from collections.abc import Iterator
from random import Random
from time import perf_counter

from bench import Measure, measure
from judging.allotment import Plan, allot

ENTRIES, WANTED, SECONDS = 2_000, 3, 10.0


def _shared_out(judges: int) -> tuple[Plan, float]:
    random = Random(judges)  # noqa: S311 - sample data
    people = dict.fromkeys(range(judges))
    barred = [
        (entry, judge) for entry in range(ENTRIES) for judge in people if random.random() < 0.05
    ]
    begun = perf_counter()
    plan = allot(range(ENTRIES), people, barred, [], WANTED)
    return plan, perf_counter() - begun


@measure
def assignment() -> Iterator[Measure]:
    for judges in (3, 10, 60):
        plan, seconds = _shared_out(judges)
        yield Measure(f"assignment_{judges}_judges", seconds, "s", SECONDS, 1)
        if not plan.short:
            yield Measure(f"imbalance_{judges}_judges", plan.imbalance, "entries", 1, 1)
