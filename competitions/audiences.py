"""Who has to hear of a change of opened rules. Upper apps add whom they know of."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import QuerySet

from competitions.models import Edition
from competitions.phases import PhaseKind
from notifications.mailings import Group
from units.models import User


@dataclass(frozen=True)
class Audience:
    """People who take part in an edition, and the phases whose dates concern them."""

    label: str
    """Words for a page: who they are."""
    people: Callable[[Edition], QuerySet[User]]
    phases: frozenset[PhaseKind]


AUDIENCES: list[Audience] = []
"""Filled in `AppConfig.ready` by the apps above: writers of entries, judges."""


def concerned(edition: Edition, kinds: Iterable[PhaseKind]) -> dict[str, list[User]]:
    """Active people that a change in phases of these kinds concerns, by the words for them.

    Somebody who belongs to two audiences stands in the first only.
    """
    asked, known = frozenset(kinds), set()
    found: dict[str, list[User]] = {}
    for audience in AUDIENCES:
        if not audience.phases & asked:
            continue
        people = audience.people(edition).filter(is_active=True).exclude(pk__in=known)
        found[str(audience.label)] = list(people.order_by("pk").distinct())
        known |= {person.pk for person in found[str(audience.label)]}
    return found


def groups() -> Iterator[Group]:
    """Each audience of each edition that is open and not cancelled, to be written to."""
    for edition in Edition.objects.filter(opened_at__isnull=False, cancelled_at=None):
        for number, audience in enumerate(AUDIENCES):
            yield Group(
                key=f"{edition.slug}:{number}",
                label=f"{edition}: {audience.label}",
                people=partial(_people, edition, audience),
            )


def _people(edition: Edition, audience: Audience) -> QuerySet[User]:
    return audience.people(edition).filter(is_active=True).distinct()


def everyone(edition: Edition) -> dict[str, list[User]]:
    return concerned(edition, PhaseKind)
