"""Who judges how much, and which entry is judged by how many."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from competitions.models import Edition, Stage
from judging.models import Assignment, Judge, Panel
from judging.permissions import conflict_of
from submissions.models import Submission
from submissions.states import JUDGEABLE


def judgeable(edition: Edition) -> QuerySet[Submission]:
    """Entries that passed the administrative check and are not settled yet."""
    return Submission.objects.filter(edition=edition, status__in=JUDGEABLE).select_related(
        "unit", "category", "edition"
    )


def judges_with_progress(panel: Panel) -> QuerySet[Judge]:
    """Judges with `assigned` and `signed`: how many entries they have, and have finished."""
    in_force = Q(assignments__withdrawn_at=None)
    return (
        panel.judges.select_related("user", "home_unit")
        .annotate(
            assigned=Count("assignments", filter=in_force),
            signed=Count(
                "assignments", filter=in_force & Q(assignments__sheet__signed_at__isnull=False)
            ),
        )
        .order_by("pk")
    )


def coverage(stage: Stage) -> QuerySet[Submission]:
    """Entries of the stage's edition with `judges` and `signed`, least covered first."""
    mine = Q(assignments__judge__panel__stage=stage, assignments__withdrawn_at=None)
    return (
        judgeable(stage.edition)
        .annotate(
            judges=Count("assignments", filter=mine),
            signed=Count(
                "assignments", filter=mine & Q(assignments__sheet__signed_at__isnull=False)
            ),
        )
        .order_by("judges", "sequence")
    )


@dataclass(frozen=True)
class Assignable:
    submission: Submission
    assignment: Assignment | None
    conflict: str


def assignable(judge: Judge) -> list[Assignable]:
    """Every entry up for judging, with what stands against giving it to this judge."""
    rows = judge.assignments.in_force().select_related("sheet")
    given = {each.submission_id: each for each in rows}
    units = judge.units
    return [
        Assignable(entry, given.get(entry.pk), conflict_of(judge, units, entry).reason)
        for entry in coverage(judge.panel.stage)
    ]
