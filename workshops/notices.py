"""Letters about workshops: one function per letter."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse

from inovasi.lib.dates import moment
from notifications.reminders import Due, remind
from notifications.workflow import post
from units.models import Unit, User
from workshops.models import Participant, Workshop
from workshops.queries import concerned, spoken_for, told_of


class Call(NamedTuple):
    """A unit that has not answered, as the letter names it."""

    title: str
    unit: str
    due: str


class Coming(NamedTuple):
    """A participant who is expected, as the letter names it."""

    title: str
    name: str
    unit: str
    starts: str
    where: str


def invited(workshop: Workshop, people: list[User], *, at: datetime) -> None:
    post("workshops/invited", key=f"workshop:{workshop.pk}", recipients=people, **_of(workshop, at))


def registered(participant: Participant, *, at: datetime) -> None:
    post(
        "workshops/registered",
        key=f"participant:{participant.pk}",
        recipients=told_of(participant),
        **_about(participant, at),
    )


def withdrawn(participant: Participant, *, at: datetime) -> None:
    post(
        "workshops/withdrawn",
        key=f"participant-withdrawn:{participant.pk}",
        recipients=told_of(participant),
        **_about(participant, at),
    )


def changed(workshop: Workshop, before: Mapping[str, Any], *, at: datetime) -> list[User]:
    """What was, and what is now; whom it was told."""
    people = concerned(workshop)
    post(
        "workshops/changed",
        key=f"workshop-changed:{workshop.pk}:{workshop.version}",
        recipients=people,
        **_of(workshop, at, was=Workshop(**before), names=spoken_for(workshop)),
    )
    return people


def called_off(workshop: Workshop, people: list[User], *, at: datetime) -> None:
    post(
        "workshops/called_off",
        key=f"workshop-called-off:{workshop.pk}",
        recipients=people,
        **_of(workshop, at),
    )


def call(workshop: Workshop, unit: Unit, step: int, person: User) -> Due:
    """One rung before registration closes."""
    closes = workshop.registration_closes_at
    return Due(
        recipient=person,
        subject=f"workshop:{workshop.pk}:{step}:{unit.pk}",
        due_at=closes,
        item=Call(workshop.title, unit.name, moment(closes)),
    )


def registration_due(dues: Iterable[Due], *, at: datetime) -> int:
    return remind("workshops/registration_due", dues, context={"path": reverse("workshops")}, at=at)


def coming(participant: Participant, step: int, person: User) -> Due:
    """One rung before it begins."""
    workshop = participant.workshop
    return Due(
        recipient=person,
        subject=f"participant:{participant.pk}:{step}",
        due_at=workshop.starts_at,
        item=Coming(
            workshop.title,
            participant.name,
            participant.unit.name,
            moment(workshop.starts_at),
            workshop.where,
        ),
    )


def starting(dues: Iterable[Due], *, at: datetime) -> int:
    return remind("workshops/starting", dues, context={"path": reverse("workshops")}, at=at)


def _of(workshop: Workshop, at: datetime, **more: Any) -> dict[str, Any]:
    path = reverse("workshop", args=[workshop.pk])
    return {"context": {"workshop": workshop, "path": path, **more}, "at": at}


def _about(participant: Participant, at: datetime) -> dict[str, Any]:
    return _of(participant.workshop, at, participant=participant)
