"""Measures of the portal. Each module of this folder registers its own with `@measure`."""

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """`value` beside a `reference` taken on the same machine; `goal` is the largest good ratio."""

    name: str
    value: float
    unit: str
    reference: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.value / self.reference

    @property
    def ok(self) -> bool:
        return self.ratio <= self.goal

    def line(self) -> str:
        return json.dumps(
            {
                "name": self.name,
                "value": round(self.value, 3),
                "unit": self.unit,
                "reference": round(self.reference, 3),
                "ratio": round(self.ratio, 3),
                "goal": self.goal,
                "ok": self.ok,
            }
        )


Measuring = Callable[[], Iterator[Measure]]
MEASURES: dict[str, Measuring] = {}


def measure(function: Measuring) -> Measuring:
    MEASURES[function.__name__] = function
    return function


def load() -> dict[str, Measuring]:
    for module in pkgutil.iter_modules(__path__):
        if module.name != "__main__":
            importlib.import_module(f"{__name__}.{module.name}")
    return MEASURES
