"""Whom to remind of what is due for entries: drafts before the end, repairs before theirs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from competitions.models import Edition
from competitions.phases import Action
from notifications.reminders import Due, rungs
from submissions import notices
from submissions.models import Submission, TeamRight
from submissions.states import Status
from units.models import Membership, User


def remind(*, at: datetime) -> int:
    """Post what is due now; how many letters. Safe to run twice, at once, and after an outage.

    It stops by itself: what was handed in, or whose date has passed, is not found any more.
    """
    drafts = list(_drafts(at))
    returned = Submission.objects.filter(status=Status.RETURNED, repair_due_at__gt=at)
    repairs = [
        (entry, entry.repair_due_at, entry.snapshots.latest("taken_at").taken_at)
        for entry in returned.select_related("unit", "edition", "innovation")
    ]
    return notices.drafts_due(_dues(drafts, at), at=at) + notices.repairs_due(
        _dues(repairs, at), at=at
    )


Waiting = tuple[Submission, datetime, datetime]
"""An entry, until when it may be handed in, since when that is so."""


def _drafts(at: datetime) -> Iterator[Waiting]:
    for edition in Edition.objects.in_view(at).filter(is_practice=False):
        drafts = edition.submissions.filter(status=Status.DRAFT)
        for draft in drafts.select_related("unit", "edition", "innovation"):
            answer = edition.asks(Action.SUBMIT, at, draft.unit)
            if answer.is_open and answer.current:
                yield draft, answer.current.ends_at, draft.created_at


def _dues(waiting: Iterable[Waiting], at: datetime) -> list[Due]:
    due = [(each, rungs(each[1], since=each[2], at=at)) for each in waiting]
    due = [(each, days) for each, days in due if days]
    people = _people([entry for (entry, _due_at, _since), _days in due])
    return [
        notices.due(entry, due_at, step, person)
        for (entry, due_at, _since), days in due
        for step in days
        for person in people[entry.pk]
    ]


def _people(entries: list[Submission]) -> dict[int, list[User]]:
    """Who acts for each entry: members of its unit, and its team; in two queries."""
    of_unit: dict[int, set[User]] = defaultdict(set)
    of_entry: dict[int, set[User]] = defaultdict(set)
    members = Membership.objects.filter(unit__in={entry.unit_id for entry in entries})
    for member in members.filter(user__is_active=True).select_related("user"):
        of_unit[member.unit_id].add(member.user)
    rights = TeamRight.objects.filter(submission__in=entries, user__is_active=True)
    for right in rights.select_related("user"):
        of_entry[right.submission_id].add(right.user)
    return {
        entry.pk: sorted(of_unit[entry.unit_id] | of_entry[entry.pk], key=lambda user: user.pk)
        for entry in entries
    }
