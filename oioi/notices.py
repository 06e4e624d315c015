"""Letters about the yearly duty."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from notifications.workflow import post
from oioi.models import LEVEL_LABELS, ReminderRule
from oioi.queries import ObligedUnit
from oioi.standing import Level
from units.models import User


def key_of(rule: ReminderRule, unit: int | str = "") -> str:
    """Names a rung and a unit, not rows: a rung taken out and put back does not speak twice."""
    return f"oioi:{rule.duty_year.year}:{rule.days_before}:{rule.audience}:{unit}"


def remind(
    rule: ReminderRule,
    unit: ObligedUnit,
    level: Level,
    people: Iterable[User],
    *,
    at: datetime,
) -> None:
    post(
        "oioi/reminder",
        key=key_of(rule, unit.pk),
        recipients=people,
        context={
            "unit": unit,
            "duty": rule.duty_year,
            "level": LEVEL_LABELS[level],
            "has_nothing": level == Level.NONE,
            "for_parent": rule.audience == ReminderRule.Audience.PARENT,
            "is_over": timezone.localdate(at) > rule.duty_year.due_on,
            "path": reverse("home"),
        },
        at=at,
    )
