"""Which people a workshop concerns, and which units have not answered its invitation."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from inovasi.lib.verdict import YES, Verdict, no
from units.models import Membership, Unit, User
from workshops.models import Participant, Workshop


def ahead(at: datetime, units: list[Unit] | None = None) -> list[Workshop]:
    """What comes or runs, the nearest first: of these units, or all of it for panitia."""
    rows = Workshop.objects.standing().filter(ends_at__gt=at)
    if units is not None:
        rows = rows.concerning(units)
    return list(rows.with_taken().order_by("starts_at", "pk"))


def invited_people(workshop: Workshop, at: datetime) -> list[User]:
    """Everybody who acts for an invited unit, by name."""
    units = workshop.invited_units(at).order_by().values("pk")
    return _by_name(User.objects.filter(memberships__unit__in=units, is_active=True).distinct())


def unmanned(workshop: Workshop, at: datetime) -> QuerySet[Unit]:
    """Invited units for which nobody acts: no letter reaches them."""
    manned = Membership.objects.filter(user__is_active=True).order_by().values("unit")
    return workshop.invited_units(at).exclude(pk__in=manned)


def concerned(workshop: Workshop) -> list[User]:
    """Who has to know of a change: the participants, and everybody who acts for their units."""
    coming = workshop.participants.coming()
    return _people(coming)


def told_of_calling_off(workshop: Workshop, at: datetime) -> list[User]:
    """Who has to know: these, and while registration is open everybody who was invited."""
    people = set(concerned(workshop))
    return _by_name(people.union(invited_people(workshop, at)) if workshop.is_open(at) else people)


def spoken_for(workshop: Workshop) -> dict[int, list[str]]:
    """For each person by key, the participants whom a change concerns through them."""
    rows = list(workshop.participants.coming())
    members = members_of({row.unit_id for row in rows})
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        for person in {row.person_id, *(member.pk for member in members[row.unit_id])} - {None}:
            found[person].append(row.name)
    return found


def told_of(participant: Participant) -> list[User]:
    """The same of one participant."""
    return _people(Participant.objects.filter(pk=participant.pk))


def _people(participants: QuerySet[Participant]) -> list[User]:
    rows = participants.order_by()
    own = Q(pk__in=rows.filter(person__isnull=False).values("person"))
    of_unit = Q(memberships__unit__in=rows.values("unit"))
    return _by_name(User.objects.filter(own | of_unit, is_active=True).distinct())


def _by_name(people: Iterable[User]) -> list[User]:
    return sorted(people, key=lambda person: (str(person), person.pk))


def has_seat(workshop: Workshop, unit: Unit) -> Verdict:
    """Whether one more participant of the unit fits in; the lock of the workshop makes it last."""
    coming = workshop.participants.coming()
    if coming.filter(unit=unit).count() >= workshop.seats_per_unit:
        words = {"unit": unit, "count": workshop.seats_per_unit}
        return no(_("Jatah %(unit)s sudah terpakai: %(count)d peserta.") % words)
    if workshop.seats is not None and coming.count() >= workshop.seats:
        return no(_("Kuota sudah penuh: %(count)d peserta.") % {"count": workshop.seats})
    return YES


def is_full(workshop: Workshop) -> bool:
    """No seat left for anybody; `workshop` comes `with_taken()`."""
    return workshop.seats is not None and workshop.taken >= workshop.seats


def unanswered(workshop: Workshop, at: datetime) -> QuerySet[Unit]:
    """Invited units that sent nobody; a unit that took its people back has answered."""
    answered = workshop.participants.order_by().values("unit")
    return workshop.invited_units(at).exclude(pk__in=answered)


def members_of(units: Iterable[int]) -> dict[int, list[User]]:
    """Who acts for each of these units, in one query."""
    found: dict[int, list[User]] = defaultdict(list)
    rows = Membership.objects.filter(unit__in=list(units), user__is_active=True)
    for row in rows.select_related("user").order_by("pk"):
        found[row.unit_id].append(row.user)
    return found
