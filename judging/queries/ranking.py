"""Signed sheets, and the ranking that follows from them."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from competitions.models import Edition, Stage
from judging import scoring
from judging.models import Assignment, Override, Score, ScoreSheet
from judging.queries.stages import standing_in
from submissions.models import Submission
from submissions.states import Status

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


def signed_sheets(
    stage: Stage, submission: Submission | None = None
) -> dict[int, dict[str, dict[Hashable, Decimal]]]:
    """Scores of signed sheets: submission id -> judge code -> criterion id -> value.

    With `submission`, only those of one entry.
    """
    rows = Score.objects.filter(
        sheet__signed_at__isnull=False,
        sheet__assignment__withdrawn_at=None,
        sheet__assignment__judge__panel__stage=stage,
    )
    if submission is not None:
        rows = rows.filter(sheet__assignment__submission=submission)
    rows = rows.values_list(
        "sheet__assignment__submission_id",
        "sheet__assignment__judge__code",
        "criterion_id",
        "value",
    )
    sheets: dict[int, dict[str, dict[Hashable, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for submission_id, code, criterion_id, value in rows.order_by("pk"):
        sheets[submission_id][code][criterion_id] = value
    return sheets


def excluded_sheets(
    stage: Stage,
) -> dict[int, list[tuple[str, str, dict[Hashable, Decimal]]]]:
    """Signed sheets that count nowhere: submission id -> (judge code, reason, scores)."""
    rows = ScoreSheet.objects.filter(
        signed_at__isnull=False,
        assignment__withdrawn_at__isnull=False,
        assignment__judge__panel__stage=stage,
    ).select_related("assignment__judge")
    found = defaultdict(list)
    for sheet in rows.prefetch_related("scores").order_by("assignment__judge__code", "pk"):
        scores = {score.criterion_id: score.value for score in sheet.scores.all()}
        given = sheet.assignment
        found[given.submission_id].append((given.judge.code, given.withdrawal_reason, scores))
    return found


def ranking(stage: Stage) -> list[RankedEntry]:
    """The standing of every entry that passed the administrative check, best first."""
    entries = {
        entry.pk: entry
        for entry in standing_in(stage, Submission.objects.filter(status__in=IN_JUDGING))
        .select_related("unit", "category", "innovation", "edition")
        .order_by("sequence")
    }
    sheets = signed_sheets(stage)
    assigned = defaultdict(int)
    rows = Assignment.objects.in_force().filter(judge__panel__stage=stage)
    for pk in rows.values_list("submission_id", flat=True):
        assigned[pk] += 1
    names = {c.pk: c.name for c in stage.criteria.all()}
    standings = scoring.ranking(
        {pk: list(sheets.get(pk, {}).values()) for pk in entries},
        criteria_of(stage),
        scoring.Combination(stage.combination),
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


def overrides_of(edition: Edition) -> dict[int, Override]:
    """What the plenary decided and did not take back, by submission id."""
    rows = Override.objects.filter(submission__edition=edition, revoked_at=None)
    return {row.submission_id: row for row in rows.select_related("submission", "recorded_by")}


def unchecked(edition: Edition, at: datetime) -> QuerySet[Submission]:
    """Entries whose administrative check is still owed: handed in, or returned in time."""
    in_time = Q(status=Status.RETURNED, repair_due_at__gt=at)
    return Submission.objects.filter(
        Q(status=Status.SUBMITTED) | in_time, edition=edition
    ).order_by("sequence")
