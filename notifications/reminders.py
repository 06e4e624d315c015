"""Calling to mind what is due: each person of each thing once, several things in one letter.

A reminder is a row before it is a letter. So two schedulers send one, and so does a day that is
made up for: what was missed and holds no longer is not handed in here, and several rungs that
became due for one thing make one line.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from inovasi.lib.locks import one_at_a_time
from notifications.letters import Context
from notifications.models import Reminder
from notifications.quiet import quiet_until
from notifications.workflow import post


@dataclass(frozen=True)
class Due:
    recipient: AbstractBaseUser
    subject: str
    """The thing and its rung, such as "entry:7:3"."""
    due_at: datetime
    item: Any
    """The thing as the letter's words know it."""


def rungs(due_at: datetime, *, since: datetime, at: datetime) -> list[int]:
    """How many days before `due_at` a reminder is due at `at`; none once the date has passed.

    Days as people count them: what is due tomorrow is a day away from the first minute of today.
    Steps that lay before the thing began (`since`) are not for it.
    """
    if at >= due_at:
        return []
    day = timezone.localtime(due_at).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = {days: day - timedelta(days=days) for days in settings.REMINDER_DAYS}
    return [days for days, moment in moments.items() if since <= moment <= at]


def remind(letter: str, dues: Iterable[Due], *, context: Context, at: datetime) -> int:
    """Post `letter` to everybody with a `Due` that was not spoken of yet; how many letters.

    The words of the letter find what is due in `context["items"]`. In the quiet hours nobody is
    reminded: the next round finds who still has to be.
    """
    if quiet_until(at):
        return 0
    found = list(dues)
    return _remind(letter, found, context, at) if found else 0


@transaction.atomic
def _remind(letter: str, dues: list[Due], context: Context, at: datetime) -> int:
    one_at_a_time(letter)
    known = set(
        Reminder.objects.filter(kind=letter, subject__in={due.subject for due in dues}).values_list(
            "recipient", "subject", "due_at"
        )
    )
    fresh: dict[AbstractBaseUser, list[Due]] = defaultdict(list)
    for due in dues:
        if (due.recipient.pk, due.subject, due.due_at) not in known:
            fresh[due.recipient].append(due)
    for person, own in fresh.items():
        _speak(letter, person, own, context, at)
    return len(fresh)


def _speak(
    letter: str, person: AbstractBaseUser, own: list[Due], context: Context, at: datetime
) -> None:
    rows = Reminder.objects.bulk_create(
        Reminder(recipient_id=person.pk, kind=letter, subject=due.subject, due_at=due.due_at, at=at)
        for due in own
    )
    post(
        letter,
        key=f"reminder:{rows[0].pk}",
        recipients=[person],
        context={**context, "items": list(dict.fromkeys(due.item for due in own))},
        at=at,
    )
