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
from judging.queries.pairs import PairLine, check_pairs
from judging.queries.progress import Peer, Progress, peers, progress
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
from judging.queries.shortlisting import Preview, preview
from judging.queries.stages import (
    current_stage,
    stage_after,
    stage_before,
    standing_in,
)

__all__ = [
    "IN_JUDGING",
    "Assignable",
    "Covered",
    "PairLine",
    "Peer",
    "Preview",
    "Progress",
    "RankedEntry",
    "Split",
    "assignable",
    "barrier",
    "check_pairs",
    "coverage",
    "covered",
    "criteria_of",
    "current_stage",
    "desk_stage",
    "excluded_sheets",
    "free_judges",
    "judgeable",
    "judges_with_progress",
    "open_splits",
    "overrides_of",
    "pairs_in_conflict",
    "peers",
    "preview",
    "progress",
    "ranking",
    "serving_judges",
    "signed_sheets",
    "splits",
    "stage_after",
    "stage_before",
    "standing_in",
    "unchecked",
]
