"""Deeds about workshops: written, announced, changed, called off; and whom units send.

What is told to people is posted in the same transaction. Deeds of a unit take the unit's lock
first, as a merge does, then the workshop's, under which seats are counted.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.clock import Clock
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from ledger import workflow as ledger
from notifications.mailings import seal
from units.models import Membership, Unit, User
from workshops import notices
from workshops.models import Participant, Workshop
from workshops.permissions import may_change, may_manage, may_register, may_withdraw
from workshops.queries import has_seat, invited_people

FACTS = (
    "title",
    "about",
    "starts_at",
    "ends_at",
    "registration_closes_at",
    "place",
    "link",
    "seats",
    "seats_per_unit",
)
AUDIENCE = ("kinds", "kecamatan")
"""Fixed once the invitation is out: who was invited stays invited."""
TOLD = ("starts_at", "ends_at", "place", "link")
"""What participants hear of when it changes."""


@transaction.atomic
def write(*, token: UUID, user: User, at: datetime, **facts: Any) -> Workshop:
    """A draft that only panitia sees. The same `token` again finds the first click's draft."""
    demand(may_manage(user))
    values = {name: facts[name] for name in (*FACTS, *AUDIENCE)}
    _refuse_past(values, at)
    row, _created = Workshop.objects.get_or_create(
        token=token, defaults={**values, "created_by": user, "created_at": at}
    )
    return row


@transaction.atomic
def revise(
    workshop: Workshop, *, version: int, user: User, at: datetime, **facts: Any
) -> list[User]:
    """Change what stands there; who was told of it by letter, if it was announced.

    Raises `Stale` when somebody changed it since `version`, unless all of it stands there already;
    `Refused` when fewer seats would be left than participants.
    """
    row = _locked(workshop)
    demand(may_change(user, row, at))
    names = FACTS if row.announced_at else (*FACTS, *AUDIENCE)
    before = {name: getattr(row, name) for name in names}
    wanted = {name: facts[name] for name in names if facts[name] != before[name]}
    if not wanted:
        return []
    if row.version != version:
        raise Stale(row)
    _refuse_past({**before, **wanted}, at)
    _refuse_too_few(row, wanted)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    if row.announced_at is None:
        return []
    ledger.enter("bimtek.ubah", row, user=user, at=at, perubahan=sorted(wanted))
    return notices.changed(row, before, at=at) if wanted.keys() & set(TOLD) else []


def _refuse_past(facts: Mapping[str, Any], at: datetime) -> None:
    if facts["starts_at"] <= at:
        raise Refused(_("Waktu mulai sudah lewat. Periksa tanggalnya."))


def _refuse_too_few(row: Workshop, wanted: Mapping[str, Any]) -> None:
    """Nobody who was confirmed loses the seat by a number in a form."""
    seats, taken = wanted.get("seats"), row.participants.coming().count()
    if seats is not None and seats < taken:
        raise Refused(
            _("Sudah ada %(count)d peserta. Kuota tidak boleh kurang.") % {"count": taken}
        )


@transaction.atomic
def announce(workshop: Workshop, *, version: int, shown: str, user: User, at: datetime) -> int:
    """Open registration and invite everybody who acts for an invited unit; how many letters.

    `version` and `shown`, the seal of the names, say what was looked at: raises `Stale` with the
    people of now when the workshop or the names are others. A second click sends nothing.
    """
    row = _locked(workshop)
    demand(may_change(user, row, at))
    if row.announced_at is not None:
        return 0
    if at >= row.registration_closes_at:
        raise Refused(_("Waktu pendaftaran sudah lewat. Ubah tanggalnya dulu."))
    people = invited_people(row, at)
    if not people:
        raise Refused(_("Belum ada orang yang bertindak untuk unit yang diundang."))
    if row.version != version or seal(people) != shown:
        raise Stale(people)
    row.announced_by, row.announced_at = user, at
    # Whoever still has the form of the draft open must see that it is out.
    row.version += 1
    row.save(update_fields=["announced_by", "announced_at", "version"])
    ledger.enter("bimtek.umumkan", row, user=user, at=at, penerima=len(people))
    notices.invited(row, people, at=at)
    return len(people)


@transaction.atomic
def call_off(workshop: Workshop, *, reason: str, user: User, at: datetime) -> list[User]:
    """Cancel it with a reason; who of the participants' side was told.

    What was called off already stays so.
    """
    row = _locked(workshop)
    demand(may_manage(user))
    if row.cancelled_at is not None:
        return []
    demand(may_change(user, row, at))
    reason = clean(reason).strip()
    if not reason:
        raise Refused(_("Tulis alasannya."))
    row.cancelled_by, row.cancelled_at, row.cancelled_because = user, at, reason
    row.save(update_fields=["cancelled_by", "cancelled_at", "cancelled_because"])
    ledger.enter("bimtek.batalkan", row, user=user, at=at, alasan=reason)
    return notices.called_off(row, at=at)


@transaction.atomic
def register(
    workshop: Workshop,
    unit: Unit,
    *,
    name: str,
    position: str,
    user: User,
    at: datetime,
    person: User | None = None,
    clock: Clock | None = None,
) -> Participant:
    """Send somebody of the unit, with confirmation by letter; the same person twice is once.

    With `clock` what counts is what it says when the turn of the workshop has come. Raises
    `Refused` when there is no seat, or when another unit sends that account already.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    row = _locked(workshop)
    at = clock() if clock else at
    demand(may_register(user, row, unit, at))
    name = person.full_name if person else clean(name).strip()
    if not name:
        raise Refused(_("Tulis nama pesertanya."))
    if (known := _known(row, unit, name, person)) is not None:
        return known
    _refuse_stranger(unit, person)
    demand(has_seat(row, unit))
    participant = Participant.objects.create(
        workshop=row,
        unit=unit,
        person=person,
        name=name,
        position=clean(position).strip(),
        registered_by=user,
        registered_at=at,
    )
    ledger.enter("bimtek.daftarkan", row, user=user, at=at, unit=unit.code)
    notices.registered(participant, at=at)
    return participant


def _known(workshop: Workshop, unit: Unit, name: str, person: User | None) -> Participant | None:
    """Who is registered already: by this very unit the same row, by another one a refusal."""
    coming = workshop.participants.coming().select_related("unit")
    if person is not None and (own := coming.filter(person=person).first()) is not None:
        if own.unit_id == unit.pk:
            return own
        words = {"name": person, "unit": own.unit}
        raise Refused(_("%(name)s sudah didaftarkan oleh %(unit)s.") % words)
    return coming.filter(unit=unit, name__iexact=name).first()


def _refuse_stranger(unit: Unit, person: User | None) -> None:
    """An account belongs to the unit; anybody else is sent by name."""
    if person is None:
        return
    own = Membership.objects.filter(unit=unit, user=person, user__is_active=True)
    if not own.exists():
        raise Refused(_("%(name)s bukan anggota %(unit)s.") % {"name": person, "unit": unit})


@transaction.atomic
def withdraw(participant: Participant, *, user: User, at: datetime) -> Participant:
    """Take somebody back; the seat is free at once. Twice is once."""
    # Without a join: a merge may move the row to another unit while this waits.
    row = Participant.objects.select_for_update().get(pk=participant.pk)
    if row.withdrawn_at is not None:
        return row
    demand(may_withdraw(user, row, at))
    row.withdrawn_by, row.withdrawn_at = user, at
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    ledger.enter("bimtek.tarik", row.workshop, user=user, at=at, unit=row.unit.code)
    notices.withdrawn(row, at=at)
    return row


def move_to_unit(unit: Unit, into: Unit) -> None:
    """Whom a unit sent comes for the one that absorbed it; nobody loses a seat by a merge."""
    Participant.objects.filter(unit=unit).update(unit=into)


def _locked(workshop: Workshop) -> Workshop:
    """As it stands now; nobody else changes it, or takes a seat, before this transaction ends."""
    return Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
