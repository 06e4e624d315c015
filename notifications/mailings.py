"""Letters that panitia writes by hand to many: looked at with names and count, then sent once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from inovasi.lib.locks import one_at_a_time
from inovasi.lib.seal import sealed
from inovasi.lib.verdict import Refused, Stale, demand
from ledger import workflow as ledger
from notifications.models import Mailing
from notifications.permissions import may_write_letters
from notifications.workflow import post


@dataclass(frozen=True)
class Group:
    """People who may be written to together."""

    key: str
    label: str
    people: Callable[[], Iterable[AbstractBaseUser]]


GROUPS: list[Callable[[], Iterable[Group]]] = []
"""Filled in `AppConfig.ready` by the apps above."""


def groups() -> dict[str, Group]:
    return {group.key: group for each in GROUPS for group in each()}


def people_of(keys: Iterable[str]) -> list[AbstractBaseUser]:
    """Active people of these groups, each once, by name."""
    known = groups()
    found = {person.pk: person for key in keys if key in known for person in known[key].people()}
    return sorted(found.values(), key=lambda person: (str(person), person.pk))


def seal(people: Iterable[AbstractBaseUser]) -> str:
    """Names a list of people, so that nobody gets a letter whose name was not shown."""
    return sealed({"people": [person.pk for person in people]})[1]


@transaction.atomic
def send(
    keys: list[str],
    *,
    subject: str,
    body: str,
    shown: str,
    token: UUID,
    user: AbstractBaseUser,
    at: datetime,
) -> Mailing:
    """Post the letter to everybody in these groups; a second click finds the first one's mailing.

    `shown` is the seal of the names that were looked at: raises `Stale` with the people of now
    when they are others, `Refused` when there is nobody.
    """
    demand(may_write_letters(user))
    one_at_a_time(f"mailing:{token}")
    if (sent := Mailing.objects.filter(token=token).first()) is not None:
        return sent
    people = people_of(keys)
    if not people:
        raise Refused(_("Tidak ada penerima dalam kelompok itu."))
    if seal(people) != shown:
        raise Stale(people)
    known = groups()
    mailing = Mailing.objects.create(
        token=token,
        author=user,
        to="; ".join(str(known[key].label) for key in keys if key in known),
        subject=subject,
        body=body,
        count=len(people),
        at=at,
    )
    ledger.enter("surat.bersama", mailing, user=user, at=at, penerima=len(people))
    post(
        "notifications/by_hand",
        key=f"mailing:{mailing.pk}",
        recipients=people,
        context={"mailing": mailing, "path": reverse("letters")},
        at=at,
    )
    return mailing
