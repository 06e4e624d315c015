"""Whose score sheets are missing: for the chair of the panel and for panitia, without a score."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from judging.models import Assignment, Judge, Panel
from units.permissions import Visitor


@dataclass(frozen=True)
class Behind:
    """A judge with the assignments whose sheets are not signed; `total` counts the signed too."""

    judge: Judge
    total: int
    owed: list[Assignment] = field(default_factory=list)

    @property
    def signed(self) -> int:
        return self.total - len(self.owed)


def chaired(user: Visitor) -> QuerySet[Panel]:
    """Panels of stages that run and whose chair this person is."""
    own = Judge.objects.filter(
        user=user, is_chair=True, left_at=None, accepted_at__isnull=False
    ).values("panel")
    running = Panel.objects.filter(stage__shortlist=None, stage__edition__publication=None)
    return running.filter(pk__in=own).select_related("stage__edition").order_by("pk")


def missing_sheets(panel: Panel) -> list[Behind]:
    """Every judge who serves and has something to score, most missing first. Three queries."""
    mine = Assignment.objects.in_force().filter(judge__panel=panel, judge__left_at=None)
    totals = dict(mine.order_by().values_list("judge").annotate(number=Count("pk")))
    owed: dict[int, list[Assignment]] = defaultdict(list)
    for row in mine.waiting().for_list():
        owed[row.judge_id].append(row)
    judges = Judge.objects.filter(pk__in=totals).select_related("user", "panel__stage")
    found = [Behind(judge, totals[judge.pk], owed[judge.pk]) for judge in judges.order_by("pk")]
    return sorted(found, key=lambda row: -len(row.owed))
