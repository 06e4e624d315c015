"""The arithmetic of stages: who goes on, and one result out of several. Pure.

Source of the rules: national practice has a desk stage that shortlists, then presentation and field
visits with weights of their own; cut-off, quota per category and pass mark are the edition's.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from judging.scoring import Standing, rounded


@dataclass(frozen=True)
class Contender:
    """An entry at the end of a stage. `rank` counts 1-2-2-4 over all categories."""

    entry: Hashable
    category: Hashable
    rank: int
    score: Decimal


def going_on(
    contenders: Iterable[Contender],
    *,
    pass_mark: Decimal | None = None,
    per_category: int | None = None,
    most: int | None = None,
) -> list[Contender]:
    """Those who reach the pass mark, then the best of each category, then the best of all.

    Each limit that is None does not limit. Equal entries at a border all go on: nobody is left out
    by chance, so a few more than the limit may.
    """
    passed = [c for c in contenders if pass_mark is None or c.score >= pass_mark]
    if per_category is not None:
        by_category = defaultdict(list)
        for each in passed:
            by_category[each.category].append(each)
        passed = [c for own in by_category.values() for c in _best(own, per_category)]
    best = passed if most is None else _best(passed, most)
    return sorted(best, key=lambda each: each.rank)


def _best(contenders: Sequence[Contender], most: int) -> list[Contender]:
    """The first `most` by rank, and whoever shares the last one's rank."""
    ranks = sorted(each.rank for each in contenders)
    if len(ranks) <= most:
        return list(contenders)
    return [each for each in contenders if each.rank <= ranks[most - 1]]


@dataclass(frozen=True)
class Outcome:
    """One entry after all stages: `reached` counts them from 1, `scores` are those of each."""

    entry: Hashable
    rank: int
    score: Decimal
    scores: tuple[Decimal, ...]
    shares_rank: bool

    @property
    def reached(self) -> int:
        return len(self.scores)


def outcomes(stages: Sequence[tuple[Decimal, Sequence[Standing]]]) -> list[Outcome]:
    """One ranking out of the stages in their order, each with its weight (percent).

    Whoever came further stands before whoever did not. Among equals the weighted mean of the
    stages reached decides, computed from the stage scores as they are shown and rounded once; then
    the rank in the last stage reached, with its own rule for ties. Still equal: 1-2-2-4.
    """
    reached: dict[Hashable, list[tuple[Decimal, Standing]]] = defaultdict(list)
    for weight, standings in stages:
        for standing in standings:
            if standing.rank is not None:
                reached[standing.entry].append((weight, standing))
    keys = {entry: (-len(own), -_weighted(own), own[-1][1].rank) for entry, own in reached.items()}
    ordered = sorted(keys, key=lambda entry: keys[entry])
    sharers = Counter(keys.values())
    first = {keys[entry]: place for place, entry in reversed(list(enumerate(ordered, start=1)))}
    return [
        Outcome(
            entry,
            first[keys[entry]],
            -keys[entry][1],
            tuple(standing.score for _weight, standing in reached[entry]),
            sharers[keys[entry]] > 1,
        )
        for entry in ordered
    ]


def _weighted(own: Sequence[tuple[Decimal, Standing]]) -> Decimal:
    """The weighted mean; where no stage so far has a weight, the last one's score."""
    total = sum(Fraction(weight) for weight, _standing in own)
    if not total:
        return own[-1][1].score
    return rounded(sum(Fraction(weight) * Fraction(s.score) for weight, s in own) / total)
