"""Letters about the yearly duty."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from notifications.reminders import Due, remind
from oioi.models import LEVEL_LABELS, DutyYear, ReminderRule
from oioi.queries import ObligedUnit
from oioi.standing import Level
from units.models import User


class Owing(NamedTuple):
    """A unit as the letter names it."""

    unit: str
    level: str
    has_nothing: bool


def due(rule: ReminderRule, unit: ObligedUnit, level: Level, person: User) -> Due:
    """Names a rung and a unit, not rows: a rung taken out and put back does not speak twice."""
    end = datetime.combine(rule.duty_year.due_on, time.max)
    return Due(
        recipient=person,
        subject=f"{rule.duty_year.year}:{rule.days_before}:{rule.audience}:{unit.pk}",
        due_at=timezone.make_aware(end),
        item=Owing(unit.name, str(LEVEL_LABELS[level]), level == Level.NONE),
    )


def to_units(duty: DutyYear, dues: Iterable[Due], *, at: datetime) -> int:
    return remind("oioi/reminder", dues, context=_context(duty, at), at=at)


def to_parents(duty: DutyYear, dues: Iterable[Due], *, at: datetime) -> int:
    return remind("oioi/reminder_parent", dues, context=_context(duty, at), at=at)


def _context(duty: DutyYear, at: datetime) -> Mapping[str, Any]:
    is_over = timezone.localdate(at) > duty.due_on
    return {"duty": duty, "is_over": is_over, "path": reverse("home")}
