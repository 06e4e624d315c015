"""The result of an edition: one ranking out of its stages."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from competitions.models import Edition, Stage
from judging import scoring
from judging.queries.ranking import RankedEntry, Table, tables
from judging.queries.stages import reached, stages_of
from judging.staging import outcomes
from submissions.models import Submission


@dataclass(frozen=True)
class Final:
    """Every stage that was reached with its own table, and the table of the whole.

    Who left the contest stands in the tables of stages that had ended, and not in the whole.
    """

    stages: Sequence[tuple[Stage, Table]]
    whole: Table
    scores: dict[int, tuple[Decimal, ...]]
    """What each entry got in the stages it reached, by entry id."""
    missing_stages: Sequence[Stage]
    """Stages that the rulebook names and that have not begun."""

    def load(self) -> list[RankedEntry]:
        return self.whole.load(self.whole.standings)

    def stages_of(self, submission: Submission) -> list[Stage]:
        """The stages to which an entry came."""
        return [stage for stage, table in self.stages if submission.pk in table.assigned]

    def line(self, stage: Stage, submission: Submission) -> RankedEntry | None:
        """One entry in the ranking of one stage; None where it does not stand."""
        own = next(table for each, table in self.stages if each == stage)
        lines = own.load([each for each in own.standings if each.entry == submission.pk])
        return lines[0] if lines else None


def final(edition: Edition) -> Final:
    """The result of an edition as it stands now."""
    return final_of(stages_of(Edition.objects.filter(pk=edition.pk)))


def final_of(stages: Sequence[Stage]) -> Final:
    """The result from `stages_of` one edition; the arithmetic is that of `judging.staging`."""
    begun = reached(stages)
    played = list(zip(begun, tables(begun), strict=True))
    missing = stages[len(played) :]
    left = {pk for _stage, each in played for pk in each.left}
    inside = [
        (stage.weight, [own for own in each.standings if own.entry not in left])
        for stage, each in played
    ]
    combined = outcomes(inside)
    scores = {each.entry: each.scores for each in combined}
    if len(played) == 1:
        return Final(played, played[0][1], scores, missing)
    last = {pk: each for _stage, each in played for pk in each.assigned if pk not in left}
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
    return Final(played, Table({}, {}, lines, assigned), scores, missing)
