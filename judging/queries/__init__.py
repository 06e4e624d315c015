"""Reading across entries and sheets."""

from judging.queries.coverage import (
    Assignable,
    assignable,
    coverage,
    judgeable,
    judges_with_progress,
)
from judging.queries.ranking import (
    IN_JUDGING,
    RankedEntry,
    criteria_of,
    desk_stage,
    excluded_sheets,
    ranking,
    signed_sheets,
    unchecked,
)

__all__ = [
    "IN_JUDGING",
    "Assignable",
    "RankedEntry",
    "assignable",
    "coverage",
    "criteria_of",
    "desk_stage",
    "excluded_sheets",
    "judgeable",
    "judges_with_progress",
    "ranking",
    "signed_sheets",
    "unchecked",
]
