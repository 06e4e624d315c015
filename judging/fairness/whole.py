"""Would anyone else win the whole edition if one stage had been a little different?

The list of those who went on from each stage stays as it was decided: who did not come further has
no later sheets to compute with. A judge's sheets are left out where others remain; an entry that
this judge alone scored in the stage keeps them, because without them it could not have gone on.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from judging import scoring
from judging.fairness.additive import fit
from judging.fairness.marks import TooLittle
from judging.fairness.stability import (
    STEP,
    Change,
    Sheets,
    Variant,
    WhatIf,
    other_rules,
    totals,
)
from judging.staging import outcomes


@dataclass(frozen=True)
class Played:
    """A stage with its rules, and its signed sheets."""

    key: Hashable
    weight: Decimal
    sheets: Sheets
    criteria: list[scoring.Criterion]
    how: scoring.Combination


@dataclass(frozen=True)
class StageVariant:
    """A change to one stage, with what it does to the winners of the edition."""

    stage: Hashable
    variant: Variant


Ranked = tuple[Decimal, Sequence[scoring.Standing]]


def whole_variants(
    stages: Sequence[Played], winner_count: int
) -> tuple[list[StageVariant], list[Hashable]]:
    """The winners once for each change to each stage, against those of the rules as they are.

    Changes are those of `variants`, and each stage's weight a tenth more and less. The second part
    names the stages in which severities could not be taken off, for lack of data.
    """
    near = _contenders(stages, winner_count)
    own = [_only(stage, near) for stage in stages]
    base = [_ranked(stage) for stage in own]
    now = _winners(base, winner_count)
    found, lacking = [], []
    for place, stage in enumerate(own):
        for what_if, changed in _changes(stage):
            found.append((stage.key, what_if, [*base[:place], changed, *base[place + 1 :]]))
        try:
            adjusted = fit(totals(stages[place].sheets, stage.criteria)).adjusted
        except TooLittle:
            lacking.append(stage.key)
        else:
            changed = (stage.weight, _by_score({e: adjusted[e] for e in stage.sheets}))
            what_if = WhatIf(Change.ADJUSTED)
            found.append((stage.key, what_if, [*base[:place], changed, *base[place + 1 :]]))
    return [
        StageVariant(
            key, Variant(what_if, (then := _winners(other, winner_count)) - now, now - then)
        )
        for key, what_if, other in found
    ], lacking


def _changes(stage: Played) -> Iterator[tuple[WhatIf, Ranked]]:
    for change, factor in ((Change.STAGE_HEAVIER, 1 + STEP), (Change.STAGE_LIGHTER, 1 - STEP)):
        if stage.weight:
            yield WhatIf(change), _ranked(replace(stage, weight=stage.weight * factor))
    for what_if, rules, way in other_rules(stage.criteria, stage.how):
        yield what_if, _ranked(replace(stage, criteria=rules, how=way))
    for judge in sorted({judge for own in stage.sheets.values() for judge in own}):
        fewer = {
            entry: {code: sheet for code, sheet in own.items() if code != judge} or own
            for entry, own in stage.sheets.items()
        }
        yield WhatIf(Change.WITHOUT_JUDGE, judge), _ranked(replace(stage, sheets=fewer))


def _contenders(stages: Sequence[Played], count: int) -> set[Hashable]:
    """Whoever came furthest stands first, so nobody behind the first `count` can win."""
    near: set[Hashable] = set()
    for stage in reversed(stages):
        near |= {entry for entry, own in stage.sheets.items() if own}
        if len(near) >= count:
            break
    return near


def _only(stage: Played, entries: set[Hashable]) -> Played:
    kept = {entry: own for entry, own in stage.sheets.items() if own and entry in entries}
    return replace(stage, sheets=kept)


def _ranked(stage: Played) -> Ranked:
    lists = {entry: list(own.values()) for entry, own in stage.sheets.items()}
    return stage.weight, scoring.ranking(lists, stage.criteria, stage.how)


def _by_score(values: dict[Hashable, float]) -> list[scoring.Standing]:
    """Ranks 1-2-2-4 from adjusted scores, rounded once as the rules do it."""
    scores = {entry: scoring.rounded(Decimal(repr(value))) for entry, value in values.items()}
    ordered = sorted(scores.values(), reverse=True)
    return [
        scoring.Standing(entry, ordered.index(score) + 1, score, 1)
        for entry, score in scores.items()
    ]


def _winners(stages: Sequence[Ranked], count: int) -> frozenset[Hashable]:
    return frozenset(each.entry for each in outcomes(stages) if each.rank <= count)
