"""Entries whose signed sheets lie far apart, and what was decided about them."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from competitions.models import Stage
from judging import scoring
from judging.conflicts import Conflicts
from judging.models import Assignment, Judge, Moderation
from judging.queries.coverage import barrier, serving_judges
from submissions.models import Submission


@dataclass(frozen=True)
class Split:
    """An entry further apart than the stage allows; open until a decision covers its sheets."""

    submission: Submission
    sheets: list[dict[str, Any]]
    spread: Decimal
    decision: Moderation | None

    @property
    def is_open(self) -> bool:
        return self.decision is None


def splits(stage: Stage, submission: Submission | None = None) -> list[Split]:
    """Every split entry of the stage, open ones first, then the widest.

    What is compared are the totals that people see. A decision covers the sheets that it names, and
    the one of the judge whom it brought in; a sheet that is signed anew asks again.
    """
    if stage.split_threshold is None:
        return []
    signed = Assignment.objects.signed().filter(judge__panel__stage=stage)
    decisions = stage.moderations.select_related("assignment", "decided_by")
    if submission is not None:
        signed, decisions = (rows.filter(submission=submission) for rows in (signed, decisions))
    signed = signed.select_related("judge", "sheet", "submission__edition", "submission__category")
    by_entry: dict[Submission, list[Assignment]] = defaultdict(list)
    for each in signed.order_by("submission__sequence", "judge__code", "pk"):
        by_entry[each.submission].append(each)
    known = list(decisions)
    found = []
    for entry, own in by_entry.items():
        apart = scoring.rounded(scoring.spread([each.sheet.total for each in own]))
        if apart > stage.split_threshold:
            answer = _answer(own, [each for each in known if each.submission_id == entry.pk])
            found.append(Split(entry, [_line(each) for each in own], apart, answer))
    return sorted(found, key=lambda split: (not split.is_open, -split.spread))


def open_splits(stage: Stage) -> list[Split]:
    return [split for split in splits(stage) if split.is_open]


def free_judges(stage: Stage, submission: Submission) -> list[Judge]:
    """Judges who may score the entry and do not yet."""
    judges = serving_judges(stage)
    known = Conflicts(judges, [submission])
    rows = Assignment.objects.kept().filter(submission=submission, judge__panel__stage=stage)
    taken = set(rows.values_list("judge", flat=True))
    return [
        judge for judge in judges if judge.pk not in taken and not barrier(judge, submission, known)
    ]


def _line(assignment: Assignment) -> dict[str, Any]:
    return {
        "juri": assignment.judge.code,
        "versi": assignment.sheet.version,
        "nilai": str(assignment.sheet.total),
    }


def _answer(own: list[Assignment], decisions: list[Moderation]) -> Moderation | None:
    """The newest decision that speaks of all these sheets, as they are now.

    A further judge who abstained or was taken off answers nothing.
    """
    for decision in reversed(decisions):
        if decision.assignment is not None and not decision.assignment.is_in_force:
            continue
        rest = [each for each in own if each.pk != decision.assignment_id]
        if all(_line(each) in decision.sheets for each in rest):
            return decision
    return None
