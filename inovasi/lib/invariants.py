"""What must always be true of the rows, whatever was killed, raced or restored.

Each app registers its own in `AppConfig.ready`: a function without arguments whose first docstring
line says what is true, and which yields a sentence for every place where it is not.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from django.db import Error

logger = logging.getLogger(__name__)

Invariant = Callable[[], Iterable[str]]

INVARIANTS: list[Invariant] = []
"""Upper apps add theirs; `bin/manage check_invariants` asks them all."""

NIGHTLY: dict[Invariant, Invariant] = {}
"""What beat asks in the place of an invariant that one night is too short for."""

MOST = 20
"""Places named for one invariant; where thousands of rows break it, the first ones tell enough."""


@dataclass(frozen=True)
class Broken:
    """An invariant that does not hold, and the places where."""

    name: str
    meaning: str
    places: list[str]


def broken(invariants: Iterable[Invariant] | None = None) -> list[Broken]:
    """Every invariant that does not hold now, with its first places; empty when all is well.

    One that stumbles over a row is broken there, and the others are asked all the same.
    """
    found = []
    for each in INVARIANTS if invariants is None else invariants:
        try:
            places = list(islice(each(), MOST))
        except Error:  # the database's, not a row's
            raise
        except Exception as error:
            logger.exception("invariant %s could not be asked", each.__name__)
            places = [f"could not be asked: {error!r}"]
        if places:
            meaning = (each.__doc__ or "").strip().partition("\n")[0]
            found.append(Broken(each.__name__, meaning, places))
    return found
