"""How far a judge has come, and what the judge may see of fellow judges."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from competitions.models import Stage
from judging.models import Assignment, ScoreSheet
from units.permissions import Visitor


@dataclass(frozen=True)
class Progress:
    """`done` of `total` sheets of one stage are signed; `next` is the sheet to go on with."""

    done: int
    total: int
    place: int
    next: int | None


def progress(user: Visitor, stage: Stage, current: int = 0) -> Progress:
    """Own assignments of the stage, in the order of the list; `current` is the one being read."""
    rows = Assignment.objects.of(user).in_force().filter(judge__panel__stage=stage)
    order = ("submission__sequence", "pk")
    own = list(rows.order_by(*order).values_list("pk", "sheet__signed_at", "cleared_at"))
    numbers = [pk for pk, _signed, _cleared in own]
    start = numbers.index(current) + 1 if current in numbers else 0
    round_trip = own[start:] + own[:start]
    waiting = (pk for pk, signed, cleared in round_trip if cleared and not signed)
    return Progress(
        done=sum(signed is not None for _pk, signed, _cleared in own),
        total=len(own),
        place=start,
        next=next((pk for pk in waiting if pk != current), None),
    )


@dataclass(frozen=True)
class Peer:
    """What a fellow judge signed; `scores` and `total` stay empty where the stage hides them."""

    code: str
    note: str
    total: Decimal | None
    scores: list[Any]


def peers(assignment: Assignment) -> list[Peer]:
    """Signed sheets of the same entry and stage by others; nothing until the own one is signed."""
    own = getattr(assignment, "sheet", None)
    if own is None or not own.is_signed:
        return []
    stage = assignment.judge.panel.stage
    given = Assignment.objects.signed().filter(
        submission=assignment.submission_id, judge__panel__stage=stage
    )
    sheets = (
        ScoreSheet.objects.filter(assignment__in=given.exclude(pk=assignment.pk))
        .select_related("assignment__judge")
        .prefetch_related("scores__criterion")
        .order_by("assignment__judge__code")
    )
    return [
        Peer(
            each.assignment.judge.code,
            each.panel_note,
            each.total if stage.shows_peers else None,
            list(each.scores.all()) if stage.shows_peers else [],
        )
        for each in sheets
    ]
