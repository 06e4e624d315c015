"""Signed sheets, and the ranking that follows from them."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    Expression,
    ExpressionWrapper,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast

from competitions.models import Criterion, Edition, Stage
from judging import scoring
from judging.models import Override, Place, Score, ScoreSheet
from judging.queries.stages import came_to
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


@dataclass(frozen=True)
class Table:
    """The ranking of a stage by ids: fit for thousands of entries, of which a page shows fifty."""

    criteria: dict[int, str]
    sheets: dict[int, dict[str, dict[Hashable, Decimal]]]
    standings: list[scoring.Standing]
    assigned: dict[int, int]
    left: frozenset[int] = frozenset()
    """Entries that left the contest after this stage had ended."""

    @property
    def waiting(self) -> int:
        """How many entries still miss a signature, or have no judge."""
        owed = [(self.assigned[each.entry], each.sheets) for each in self.standings]
        return sum(not assigned or assigned != signed for assigned, signed in owed)

    def in_order(self, overrides: Mapping[int, Override]) -> list[scoring.Standing]:
        """The standings by the rank that counts: the plenary's where it decided."""

        def place(standing: scoring.Standing) -> tuple[bool, int]:
            override = overrides.get(standing.entry)
            rank = override.rank if override else standing.rank
            return (rank is None, rank or 0)

        return sorted(self.standings, key=place)

    def load(self, standings: Sequence[scoring.Standing]) -> list[RankedEntry]:
        """These lines of the table with their entries."""
        found = Submission.objects.select_related("unit", "category", "innovation", "edition")
        entries = found.in_bulk([each.entry for each in standings])
        return [
            RankedEntry(
                entries[each.entry],
                each,
                self.assigned[each.entry],
                each.sheets,
                self.criteria.get(each.tie_broken_by, ""),
            )
            for each in standings
        ]


def criteria_of(stage: Stage) -> list[scoring.Criterion]:
    return [_rule(each) for each in stage.criteria.all()]


def _rule(criterion: Criterion) -> scoring.Criterion:
    return scoring.Criterion(criterion.pk, criterion.weight, Decimal(criterion.max_score))


Signed = dict[int, dict[str, dict[Hashable, Decimal]]]
"""Scores of signed sheets: submission id -> judge code -> criterion id -> value."""


def signed_sheets(stage: Stage, submission: Submission | None = None) -> Signed:
    """The signed sheets of a stage; with `submission`, only those of one entry."""
    only = {} if submission is None else {"sheet__assignment__submission": submission}
    return _signed([stage], **only)[stage.pk]


def _signed(stages: Sequence[Stage], **only: Submission) -> dict[int, Signed]:
    """The signed sheets of several stages, by stage id."""
    rows = Score.objects.filter(
        sheet__signed_at__isnull=False,
        sheet__assignment__withdrawn_at=None,
        sheet__assignment__judge__panel__stage__in=stages,
        **only,
    )
    by_sheet = rows.values_list("sheet_id").annotate(
        stage=Min("sheet__assignment__judge__panel__stage_id"),
        entry=Min("sheet__assignment__submission_id"),
        code=Min("sheet__assignment__judge__code"),
        criteria=_listed("criterion_id"),
        values=_listed("value"),
    )
    keys, numbers = _Read(_ids), _Read(Decimal)
    found: dict[int, Signed] = {stage.pk: defaultdict(dict) for stage in stages}
    for _sheet, stage, entry, code, criteria, values in by_sheet.order_by("sheet_id"):
        scores = map(numbers.__getitem__, values.split(","))
        found[stage][entry][code] = dict(zip(keys[criteria], scores, strict=True))
    return found


def _listed(column: str) -> StringAgg:
    """A sheet in one row, as text: arrays of numbers take three times as long to read."""
    return StringAgg(Cast(column, TextField()), ",")


class _Read(dict[str, Any]):
    """What a text says, read once: nearly all sheets list the same criteria, and numbers recur."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        self.read = read

    def __missing__(self, text: str) -> Any:
        self[text] = self.read(text)
        return self[text]


def _ids(text: str) -> list[int]:
    return [int(each) for each in text.split(",")]


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


def table(stage: Stage) -> Table:
    """The standing of every entry that passed the administrative check, best first.

    One that left while the stage ran is no part of it; one that left later stays where it stood.
    """
    return tables([stage])[0]


def tables(stages: Sequence[Stage]) -> list[Table]:
    """The tables of stages of one edition, in two queries for all that `stages_of` gives."""
    entries = Submission.objects.filter(
        edition__in={each.edition_id for each in stages}, status__in=(*IN_JUDGING, Status.LEFT)
    )
    facts: dict[str, Expression] = {}
    for stage in stages:
        mine = Q(
            assignments__judge__panel__stage=stage,
            assignments__withdrawn_at=None,
            assignments__abstained_at=None,
        )
        stood = Exists(Place.objects.filter(submission=OuterRef("pk"), shortlist__stage=stage))
        inside = (~Q(status=Status.LEFT) | stood) & came_to(stage)
        facts[f"judges_{stage.pk}"] = Count("assignments", filter=mine)
        facts[f"inside_{stage.pk}"] = ExpressionWrapper(inside, BooleanField())
    rows = list(entries.annotate(**facts).order_by("sequence").values("pk", "status", *facts))
    signed = _signed(stages)
    return [_table(stage, rows, signed[stage.pk]) for stage in stages]


def _table(stage: Stage, rows: Sequence[Mapping[str, Any]], signed: Signed) -> Table:
    mine = [row for row in rows if row[f"inside_{stage.pk}"]]
    assigned = {row["pk"]: row[f"judges_{stage.pk}"] for row in mine}
    criteria, sheets = list(stage.criteria.all()), {pk: signed.get(pk, {}) for pk in assigned}
    standings = scoring.ranking(
        {pk: list(own.values()) for pk, own in sheets.items()},
        [_rule(each) for each in criteria],
        scoring.Combination(stage.combination),
    )
    left = frozenset(row["pk"] for row in mine if row["status"] == Status.LEFT)
    return Table({c.pk: c.name for c in criteria}, sheets, standings, assigned, left)


def ranking(stage: Stage) -> list[RankedEntry]:
    """The whole table with its entries."""
    whole = table(stage)
    return whole.load(whole.standings)


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
