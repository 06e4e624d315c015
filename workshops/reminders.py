"""Whom to remind of workshops: units that sent nobody yet, and participants who are expected."""

from collections.abc import Iterator
from datetime import datetime

from notifications.reminders import Due, rungs
from units.models import User
from workshops import notices
from workshops.models import Participant, Workshop
from workshops.queries import is_full, members_of, unanswered


def remind(*, at: datetime) -> int:
    """Post what is due now; how many letters. Safe to run twice, at once, and after an outage.

    It stops by itself: who answered or withdrew, a workshop that is full, called off or past its
    date is not found any more.
    """
    standing = list(Workshop.objects.standing().filter(starts_at__gt=at).with_taken())
    calls = [due for each in standing for due in _calls(each, at)]
    coming = [due for each in standing for due in _coming(each, at)]
    return notices.registration_due(calls, at=at) + notices.starting(coming, at=at)


def _calls(workshop: Workshop, at: datetime) -> Iterator[Due]:
    steps = rungs(workshop.registration_closes_at, since=workshop.announced_at, at=at)
    if not steps or is_full(workshop):
        return
    units = list(unanswered(workshop, at))
    people = members_of(unit.pk for unit in units)
    for unit in units:
        for person in people[unit.pk]:
            for step in steps:
                yield notices.call(workshop, unit, step, person)


def _coming(workshop: Workshop, at: datetime) -> Iterator[Due]:
    """To the participant; others hear it from those who act for the unit."""
    if not rungs(workshop.starts_at, since=workshop.announced_at, at=at):
        return
    rows = list(workshop.participants.coming().select_related("unit", "person"))
    people = members_of({row.unit_id for row in rows})
    for row in rows:
        for step in rungs(workshop.starts_at, since=row.registered_at, at=at):
            for person in _listeners(row, people[row.unit_id]):
                yield notices.coming(row, step, person)


def _listeners(row: Participant, members: list[User]) -> list[User]:
    """A member alone; who has left the unit, and the unit, which may have to send another."""
    if row.person is None or not row.person.is_active:
        return members
    return [row.person] if row.person in members else [row.person, *members]
