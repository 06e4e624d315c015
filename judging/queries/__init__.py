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
from judging.queries.moderation import Split, free_judges, open_splits, splits
from judging.queries.progress import Peer, Progress, peers, progress
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
    "Covered",
    "Peer",
    "Progress",
    "RankedEntry",
    "Split",
    "assignable",
    "barrier",
    "coverage",
    "covered",
    "criteria_of",
    "desk_stage",
    "excluded_sheets",
    "free_judges",
    "judgeable",
    "judges_with_progress",
    "open_splits",
    "pairs_in_conflict",
    "peers",
    "progress",
    "ranking",
    "serving_judges",
    "signed_sheets",
    "splits",
    "unchecked",
]
