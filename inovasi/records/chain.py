"""The chain as people judge it: where it ends, when somebody last walked it, and walking it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.verdict import YES, Verdict, demand, no
from ledger import verifying, workflow
from ledger.models import Line
from ledger.verifying import Head
from units.models import User
from units.permissions import Visitor, is_committee, is_leadership

INSPECTED = "buku-catatan.periksa"
SHOWN = 20
"""After so many faults the rest says nothing new."""


@dataclass(frozen=True)
class State:
    head: Head
    waiting: int
    """Lines that were written and have no number yet."""
    inspected: Line | None
    """The line of the last walk."""
    inspector: User | None

    @property
    def faults(self) -> int:
        return self.inspected.details["temuan"] if self.inspected else 0


@dataclass(frozen=True)
class Walk:
    """What a walk over the whole chain found; the faults in words, first place first."""

    head: Head
    faults: list[str]


def may_read(user: Visitor) -> Verdict:
    if is_committee(user) or is_leadership(user):
        return YES
    return no(_("Hanya panitia dan pimpinan yang membaca buku catatan."))


def state() -> State:
    last = Line.objects.filter(verb=INSPECTED).order_by("pk").last()
    inspector = User.objects.filter(pk=last.actor).first() if last else None
    return State(verifying.head(), Line.objects.waiting().count(), last, inspector)


def inspect(*, witnessed: Head | None = None, user: User, at: datetime) -> Walk:
    """Walk the whole chain, and enter in it who did and what was found. Raises `Refused`.

    `witnessed` is a head that somebody kept outside the portal. What the walk entered itself is not
    part of what it looked at.
    """
    demand(may_read(user))
    workflow.seal()
    head = verifying.head()
    faults = list(islice(verifying.faults(witnessed), SHOWN))
    with transaction.atomic():
        workflow.enter(
            INSPECTED,
            user,
            user=user,
            at=at,
            baris=head.number,
            temuan=len(faults),
            sidik=head.hash,
        )
    return Walk(head, faults)
