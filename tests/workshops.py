"""What stands behind the URLs of workshops: each side's own, which invites its unit alone."""

from django.urls import reverse

from tests.things import Target, Thing
from tests.world import Side


def of_workshop(name: str, label: str, side: Side) -> list[Target]:
    workshop = side.participant.workshop
    part = [side.unit.code] if name == "participant-new" else []
    url = reverse(name, args=[workshop.pk, *part])
    return [Target(name, url, Thing(label, side.unit))]


def of_participant(name: str, label: str, side: Side) -> list[Target]:
    return [Target(name, reverse(name, args=[side.participant.pk]), Thing(label, side.unit))]


WORKSHOPS = {
    "workshop": of_workshop,
    "workshop-edit": of_workshop,
    "workshop-announcement": of_workshop,
    "workshop-cancellation": of_workshop,
    "participant-new": of_workshop,
    "participant-withdrawal": of_participant,
}
