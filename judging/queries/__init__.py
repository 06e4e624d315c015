"""Reading across entries and sheets."""

from judging.queries.coverage import (
    Assignable,
    Covered,
    assignable,
    barrier,
    coverage,
    covered,
    judgeable,
    judges_with_progress,
    pairs_in_conflict,
    serving_judges,
)
from judging.queries.ranking import (
    IN_JUDGING,
    RankedEntry,
    criteria_of,
    desk_stage,
    excluded_sheets,
    overrides_of,
    ranking,
    signed_sheets,
    unchecked,
)

__all__ = [
    "IN_JUDGING",
    "Assignable",
    "Covered",
    "RankedEntry",
    "assignable",
    "barrier",
    "coverage",
    "covered",
    "criteria_of",
    "desk_stage",
    "excluded_sheets",
    "judgeable",
    "judges_with_progress",
    "overrides_of",
    "pairs_in_conflict",
    "ranking",
    "serving_judges",
    "signed_sheets",
    "unchecked",
]
