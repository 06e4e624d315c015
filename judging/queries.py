"""Reading across entries and sheets."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from competitions.models import Edition, Stage
from judging import scoring
from judging.models import Assignment, Judge, Panel, Score
from judging.permissions import conflict_of
from submissions.models import Submission
from submissions.states import JUDGEABLE, Status

IN_JUDGING = (Status.PASSED, Status.JUDGED, Status.WINNER, Status.COMPLETED)


@dataclass(frozen=True)
class RankedEntry:
    submission: Submission
    standing: scoring.Standing
    assigned: int
    signed: int
    tie_breaker: str

    @property
    def is_complete(self) -> bool:
        return self.assigned > 0 and self.assigned == self.signed


def desk_stage(edition: Edition) -> Stage | None:
    """The stage that judges the proposals themselves."""
    return edition.stages.filter(kind=Stage.Kind.DESK).first()


def criteria_of(stage: Stage) -> list[scoring.Criterion]:
    return [scoring.Criterion(c.pk, c.weight, Decimal(c.max_score)) for c in stage.criteria.all()]


def signed_sheets(stage: Stage) -> dict[int, dict[str, dict[Hashable, Decimal]]]:
    """Scores of signed sheets: submission id -> judge code -> criterion id -> value."""
    rows = Score.objects.filter(
        sheet__signed_at__isnull=False, sheet__assignment__judge__panel__stage=stage
    ).values_list(
        "sheet__assignment__submission_id",
        "sheet__assignment__judge__code",
        "criterion_id",
        "value",
    )
    sheets: dict[int, dict[str, dict[Hashable, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for submission_id, code, criterion_id, value in rows.order_by("pk"):
        sheets[submission_id][code][criterion_id] = value
    return sheets


def ranking(stage: Stage) -> list[RankedEntry]:
    """The standing of every entry that passed the administrative check, best first."""
    entries = {
        entry.pk: entry
        for entry in Submission.objects.filter(edition=stage.edition, status__in=IN_JUDGING)
        .select_related("unit", "category", "innovation", "edition")
        .order_by("sequence")
    }
    sheets = signed_sheets(stage)
    assigned = defaultdict(int)
    for pk in Assignment.objects.filter(judge__panel__stage=stage).values_list(
        "submission_id", flat=True
    ):
        assigned[pk] += 1
    names = {c.pk: c.name for c in stage.criteria.all()}
    standings = scoring.ranking(
        {pk: list(sheets.get(pk, {}).values()) for pk in entries}, criteria_of(stage)
    )
    return [
        RankedEntry(
            entries[s.entry],
            s,
            assigned[s.entry],
            len(s.sheet_totals),
            names.get(s.tie_broken_by, ""),
        )
        for s in standings
    ]


def judgeable(edition: Edition) -> QuerySet[Submission]:
    """Entries that passed the administrative check and are not settled yet."""
    return Submission.objects.filter(edition=edition, status__in=JUDGEABLE).select_related(
        "unit", "category", "edition"
    )


def judges_with_progress(panel: Panel) -> QuerySet[Judge]:
    """Judges with `assigned` and `signed`: how many entries they have, and have finished."""
    return (
        panel.judges.select_related("user", "home_unit")
        .annotate(
            assigned=Count("assignments"),
            signed=Count("assignments", filter=Q(assignments__sheet__signed_at__isnull=False)),
        )
        .order_by("pk")
    )


def coverage(stage: Stage) -> QuerySet[Submission]:
    """Entries of the stage's edition with `judges` and `signed`, least covered first."""
    mine = Q(assignments__judge__panel__stage=stage)
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
    is_assigned: bool
    conflict: str


def assignable(judge: Judge) -> list[Assignable]:
    """Every entry up for judging, with what stands against giving it to this judge."""
    taken = set(judge.assignments.values_list("submission_id", flat=True))
    units = judge.units
    return [
        Assignable(entry, entry.pk in taken, conflict_of(judge, units, entry).reason)
        for entry in coverage(judge.panel.stage)
    ]
