"""The result of an edition: one ranking out of its stages."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from competitions.models import Edition, Stage
from judging import scoring
from judging.queries.ranking import RankedEntry, Table, table
from judging.queries.stages import current_stage, stages_until
from judging.staging import outcomes


@dataclass(frozen=True)
class Final:
    """Every stage that was reached with its own table, and the table of the whole."""

    stages: Sequence[tuple[Stage, Table]]
    whole: Table
    scores: dict[int, tuple[Decimal, ...]]
    """What each entry got in the stages it reached, by entry id."""
    missing_stages: Sequence[Stage]
    """Stages that the rulebook names and that have not begun."""

    def load(self) -> list[RankedEntry]:
        return self.whole.load(self.whole.standings)


def final(edition: Edition) -> Final:
    """The result as it stands now, from the stages so far; exact as in `judging.staging`."""
    reached = [(stage, table(stage)) for stage in stages_until(current_stage(edition))]
    done = {stage.pk for stage, _table in reached}
    missing = [each for each in edition.stages.all() if each.pk not in done]
    combined = outcomes([(stage.weight, each.standings) for stage, each in reached])
    scores = {each.entry: each.scores for each in combined}
    if len(reached) == 1:
        return Final(reached, reached[0][1], scores, missing)
    last = {pk: each for _stage, each in reached for pk in each.assigned}
    standing = {(id(own), each.entry): each for own in last.values() for each in own.standings}
    lines = [
        scoring.Standing(
            each.entry,
            each.rank,
            each.score,
            standing[id(last[each.entry]), each.entry].sheets,
            shares_rank=each.shares_rank,
        )
        for each in combined
    ]
    ranked = {each.entry for each in lines}
    lines += [scoring.Standing(pk, None, None, 0) for pk in last if pk not in ranked]
    assigned = {pk: own.assigned[pk] for pk, own in last.items()}
    return Final(reached, Table({}, {}, lines, assigned), scores, missing)
