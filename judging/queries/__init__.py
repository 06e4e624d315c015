"""Reading across entries and sheets."""

from judging.queries.blind import (
    candidates,
    names_of,
    telling_words,
    to_blind,
    units_taking_part,
    unreleased,
)
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
    ranking,
    signed_sheets,
    unchecked,
)

__all__ = [
    "IN_JUDGING",
    "Assignable",
    "Covered",
    "PairLine",
    "Peer",
    "Progress",
    "RankedEntry",
    "Split",
    "assignable",
    "barrier",
    "candidates",
    "check_pairs",
    "coverage",
    "covered",
    "criteria_of",
    "desk_stage",
    "excluded_sheets",
    "free_judges",
    "judgeable",
    "judges_with_progress",
    "names_of",
    "open_splits",
    "pairs_in_conflict",
    "peers",
    "progress",
    "ranking",
    "serving_judges",
    "signed_sheets",
    "splits",
    "telling_words",
    "to_blind",
    "unchecked",
    "units_taking_part",
    "unreleased",
]
