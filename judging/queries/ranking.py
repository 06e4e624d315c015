"""Signed sheets, and the ranking that follows from them."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from competitions.models import Criterion, Edition, Stage
from judging import scoring
from judging.models import Override, Place, Score, ScoreSheet
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
    by_sheet = rows.values_list("sheet_id").annotate(
        entry=Min("sheet__assignment__submission_id"),
        code=Min("sheet__assignment__judge__code"),
        criteria=_listed("criterion_id"),
        values=_listed("value"),
    )
    keys = _Keys()
    sheets: dict[int, dict[str, dict[Hashable, Decimal]]] = defaultdict(dict)
    for _sheet, entry, code, criteria, values in by_sheet.order_by("sheet_id"):
        scores = map(Decimal, values.split(","))
        sheets[entry][code] = dict(zip(keys[criteria], scores, strict=True))
    return sheets


def _listed(column: str) -> StringAgg:
    """A sheet in one row, as text: arrays of numbers take three times as long to read."""
    return StringAgg(Cast(column, TextField()), ",")


class _Keys(dict[str, list[int]]):
    """Criterion ids by their list as text; nearly all sheets have the same."""

    def __missing__(self, text: str) -> list[int]:
        self[text] = [int(each) for each in text.split(",")]
        return self[text]


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
    mine = Q(
        assignments__judge__panel__stage=stage,
        assignments__withdrawn_at=None,
        assignments__abstained_at=None,
    )
    stood = Exists(Place.objects.filter(submission=OuterRef("pk"), shortlist__stage=stage))
    inside = Q(status__in=IN_JUDGING) | (Q(status=Status.LEFT) & stood)
    entries = standing_in(stage, Submission.objects.filter(inside))
    counted = entries.annotate(judges=Count("assignments", filter=mine)).order_by("sequence")
    rows = list(counted.values_list("pk", "judges", "status"))
    assigned = {pk: judges for pk, judges, _status in rows}
    criteria, signed = list(stage.criteria.all()), signed_sheets(stage)
    sheets = {pk: signed.get(pk, {}) for pk in assigned}
    standings = scoring.ranking(
        {pk: list(own.values()) for pk, own in sheets.items()},
        [_rule(each) for each in criteria],
        scoring.Combination(stage.combination),
    )
    left = frozenset(pk for pk, _judges, status in rows if status == Status.LEFT)
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
