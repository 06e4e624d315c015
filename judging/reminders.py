"""Whom to remind of the judging: judges with sheets that are not signed before it ends."""

from collections import defaultdict
from datetime import datetime

from competitions.models import Edition
from competitions.phases import Action
from judging import notices
from judging.models import Assignment
from notifications.reminders import Due, rungs


def remind(*, at: datetime) -> int:
    """Post what is due now; how many letters. It stops when the last sheet is signed."""
    dues = [
        due
        for edition in Edition.objects.in_view(at).filter(is_practice=False)
        for due in _behind(edition, at)
    ]
    return notices.sheets_due(dues, at=at)


def _behind(edition: Edition, at: datetime) -> list[Due]:
    answer = edition.asks(Action.SCORE, at)
    if not answer.is_open or answer.current is None:
        return []
    end = answer.current.ends_at
    open_sheets = (
        Assignment.objects.in_force()
        .filter(submission__edition=edition, judge__left_at=None, judge__user__is_active=True)
        .exclude(sheet__signed_at__isnull=False)
        .select_related("judge__user")
    )
    own: dict[int, list[Assignment]] = defaultdict(list)
    for row in open_sheets.order_by("pk"):
        own[row.judge.user_id].append(row)
    return [
        notices.due(edition, end, step, rows)
        for rows in own.values()
        for step in rungs(end, since=min(row.assigned_at for row in rows), at=at)
    ]
