"""Entries whose signed sheets lie far apart, and what was decided about them."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from competitions.models import Stage
from judging import scoring
from judging.conflicts import Conflicts
from judging.models import Assignment, JointNote, Judge, Moderation
from judging.queries.coverage import barrier, serving_judges
from submissions.models import Submission
from units.permissions import Visitor


@dataclass(frozen=True)
class Split:
    """An entry further apart than the stage allows; open until a decision covers its sheets."""

    submission: Submission
    sheets: list[dict[str, Any]]
    spread: Decimal
    decision: Moderation | None
    given: list[Assignment] = field(default_factory=list)
    """Whose signed sheets these are."""

    @property
    def is_open(self) -> bool:
        return self.decision is None

    def was_split_without(self, assignment: Assignment, most: Decimal) -> bool:
        """Did the other sheets lie too far apart already?"""
        others = [each.sheet.total for each in self.given if each.pk != assignment.pk]
        return scoring.rounded(scoring.spread(others)) > most


def splits(stage: Stage, *submissions: Submission | int) -> list[Split]:
    """Every split entry of the stage, or of those named; open ones first, then the widest.

    What is compared are the totals that people see. A decision covers the sheets that it names, and
    the one of the judge whom it brought in; a sheet that is signed anew asks again.
    """
    if stage.split_threshold is None:
        return []
    signed = Assignment.objects.signed().filter(judge__panel__stage=stage)
    decisions = stage.moderations.select_related("assignment", "decided_by")
    if submissions:
        signed, decisions = (
            rows.filter(submission__in=submissions) for rows in (signed, decisions)
        )
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
            found.append(Split(entry, [_line(each) for each in own], apart, answer, own))
    return sorted(found, key=lambda split: (not split.is_open, -split.spread))


def open_splits(stage: Stage) -> list[Split]:
    return [split for split in splits(stage) if split.is_open]


def joint_note(stage: Stage, case: Split) -> JointNote | None:
    """The note that speaks of exactly these sheets."""
    notes = JointNote.objects.filter(
        stage=stage, submission=case.submission, sheets=case.sheets
    ).select_related("written_by")
    return notes.prefetch_related("agreements__judge").first()


def agreed(note: JointNote) -> set[int]:
    """The judges who agree to the note as it stands."""
    return {each.judge_id for each in note.agreements.all() if each.version == note.version}


def own_splits(user: Visitor) -> list[tuple[Assignment, Split]]:
    """Open splits of stages that run, in which this person has signed a sheet."""
    own = (
        Assignment.objects.of(user)
        .signed()
        .filter(
            judge__left_at=None,
            judge__panel__stage__split_threshold__isnull=False,
            judge__panel__stage__shortlist=None,
            submission__edition__publication=None,
        )
    )
    mine = {each.pk: each for each in own.for_list()}
    entries: dict[Stage, list[int]] = defaultdict(list)
    for each in mine.values():
        entries[each.judge.panel.stage].append(each.submission_id)
    found = [case for stage, numbers in entries.items() for case in splits(stage, *numbers)]
    return [
        (mine[each.pk], case)
        for case in found
        if case.is_open
        for each in case.given
        if each.pk in mine
    ]


def awaited_notes(user: Visitor) -> list[Assignment]:
    """Own split entries whose joint note this person has not agreed to as it stands."""
    awaited = []
    for own, case in own_splits(user):
        note = joint_note(own.judge.panel.stage, case)
        if note is None or own.judge_id not in agreed(note):
            awaited.append(own)
    return awaited


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
