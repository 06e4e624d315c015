"""Deeds about the registry: the only module that changes a unit. Each leaves its event.

All of them are panitia's.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from inovasi.lib.verdict import Refused, Stale, demand
from units.models import (
    FormerName,
    ImportRun,
    Invitation,
    Membership,
    Unit,
    UnitEvent,
    User,
    folded,
)
from units.permissions import may_manage_registry

FIELDS = (
    "name",
    "kind",
    "parent",
    "kecamatan",
    "counts_for_oioi",
    "active_from",
    "active_until",
)
Verb = UnitEvent.Verb

MOVERS: list[Callable[[Unit, Unit], None]] = []
"""Upper apps add how their rows move when the first unit is merged into the second."""


def register(*, code: str, user: User, at: datetime, **fields: Any) -> Unit:
    """Add a unit. `code` is its identity for ever; raises `Refused` when it is taken."""
    unit = Unit(code=code, **_known(fields))
    refuse_loop(unit)
    register_all([unit], user=user, at=at)
    return unit


@transaction.atomic
def register_all(
    units: list[Unit], *, user: User, at: datetime, run: ImportRun | None = None
) -> None:
    """Add units that are not saved yet, in a handful of statements; all or none."""
    demand(may_manage_registry(user))
    _refuse_taken(units)
    for unit in units:
        unit.folded = folded(unit.code, unit.name)
    try:
        with transaction.atomic():
            Unit.objects.bulk_create(units, batch_size=500)
    except IntegrityError:
        _refuse_taken(units)  # somebody was faster by a moment
        raise
    UnitEvent.objects.bulk_create(
        [UnitEvent(unit=unit, verb=Verb.REGISTERED, actor=user, at=at, run=run) for unit in units],
        batch_size=500,
    )


def _refuse_taken(units: list[Unit]) -> None:
    taken = Unit.objects.filter(code__in=[unit.code for unit in units]).first()
    if taken is not None:
        raise Refused(_("Kode %(code)s sudah dipakai unit lain.") % {"code": taken.code})


@transaction.atomic
def revise(
    unit: Unit, *, user: User, at: datetime, version: int | None = None, **fields: Any
) -> Unit:
    """Change what is known of a unit; an old name stays findable.

    Raises `Stale` when the unit is no longer at `version`, unless it is all there already;
    `Refused` for a loop of parents.
    """
    demand(may_manage_registry(user))
    if "parent" in fields:
        hold_registry()
    unit = locked(unit)
    changes = difference(unit, fields)
    if not changes:
        return unit
    if version is not None and unit.version != version:
        raise Stale(unit)
    refuse_impossible(
        Unit(
            merged_into=unit.merged_into,
            active_from=fields.get("active_from", unit.active_from),
            active_until=fields.get("active_until", unit.active_until),
        )
    )
    if "parent" in changes:
        refuse_loop(Unit(pk=unit.pk, parent=fields["parent"]))
    revise_all([(unit, _known(fields))], user=user, at=at)
    return unit


@transaction.atomic
def revise_all(
    wanted: list[tuple[Unit, dict[str, Any]]],
    *,
    user: User,
    at: datetime,
    run: ImportRun | None = None,
) -> None:
    """Change several locked units in a handful of statements; what is the same is left alone.

    The caller has looked for loops of parents.
    """
    demand(may_manage_registry(user))
    changed, events, former = [], [], []
    for unit, fields in wanted:
        changes = difference(unit, fields)
        if not changes:
            continue
        verb = Verb.CHANGED
        names = [each.name for each in unit.former_names.all()]
        if "name" in changes:
            verb = Verb.RENAMED
            names.append(unit.name)
            former.append(FormerName(unit=unit, name=unit.name, until=timezone.localdate(at)))
        for name in changes:
            setattr(unit, name, fields[name])
        unit.version += 1
        unit.folded = folded(unit.code, unit.name, *names)
        changed.append(unit)
        events.append(UnitEvent(unit=unit, verb=verb, actor=user, at=at, changes=changes, run=run))
    FormerName.objects.bulk_create(former, batch_size=500)
    Unit.objects.bulk_update(changed, [*FIELDS, "version", "folded"], batch_size=500)
    UnitEvent.objects.bulk_create(events, batch_size=500)


def difference(unit: Unit, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """{field: [old, new]} of what `fields` would change, as events write it."""
    return {
        name: [plain(getattr(unit, name)), plain(value)]
        for name, value in _known(fields).items()
        if plain(getattr(unit, name)) != plain(value)
    }


@transaction.atomic
def unregister_all(codes: list[str], *, user: User) -> None:
    """Take units out again that nobody used; `Refused` when somebody did, and all of them stay."""
    demand(may_manage_registry(user))
    units = Unit.objects.filter(code__in=codes)
    member = Membership.objects.filter(unit__in=units).select_related("unit").first()
    if member is not None:
        raise Refused(_("%(unit)s sudah punya anggota.") % {"unit": member.unit})
    invited = Invitation.objects.filter(unit__in=units).select_related("unit").first()
    if invited is not None:
        raise Refused(_("%(unit)s sudah mengundang orang.") % {"unit": invited.unit})
    units.update(parent=None, kecamatan=None)
    try:
        units.delete()
    except ProtectedError:
        raise Refused(_("Sebagian unit sudah dipakai, jadi tidak dapat dihapus.")) from None


@transaction.atomic
def restore(unit: Unit, event: UnitEvent, *, user: User, at: datetime) -> None:
    """Give a unit the values back that it had before `event`.

    The caller holds the registry, and asks `refuse_loops` when all are restored.
    """
    demand(may_manage_registry(user))
    for name, (old, _new) in event.changes.items():
        setattr(unit, name, _value(name, old))
    FormerName.objects.filter(
        unit=unit, until=timezone.localdate(event.at), name=unit.name
    ).delete()
    unit.version += 1
    unit.save()
    changes = {name: [new, old] for name, (old, new) in event.changes.items()}
    remember(unit, Verb.UNDONE, user, at, changes=changes)


@transaction.atomic
def retire(unit: Unit, *, on: date, reason: str, user: User, at: datetime) -> Unit:
    """End a unit on a day; everything it did stays. Doing it twice is doing it once."""
    demand(may_manage_registry(user))
    if not reason.strip():
        raise Refused(_("Tulis alasannya."))
    unit = locked(unit)
    old = unit.active_until
    if old == on:
        return unit
    unit.active_until, unit.version = on, unit.version + 1
    refuse_impossible(unit)
    unit.save()
    changes = {"active_until": [plain(old), plain(on)]}
    remember(unit, Verb.RETIRED, user, at, note=reason, changes=changes)
    return unit


@transaction.atomic
def revive(unit: Unit, *, reason: str, user: User, at: datetime) -> Unit:
    """Make a retired unit active again, once; a merged one stays merged."""
    demand(may_manage_registry(user))
    unit = locked(unit)
    if unit.merged_into_id:
        raise Refused(_("Unit yang sudah digabung tidak dapat diaktifkan kembali."))
    if unit.active_until is None:
        return unit
    changes = {"active_until": [plain(unit.active_until), None]}
    unit.active_until, unit.version = None, unit.version + 1
    unit.save()
    remember(unit, Verb.REVIVED, user, at, note=reason, changes=changes)
    return unit


def ancestors(unit: Unit) -> list[Unit]:
    """Parents of parents as the database has them, nearest first; ends where a loop would."""
    line: list[Unit] = []
    parent_id = unit.parent_id
    while parent_id is not None and parent_id not in {each.pk for each in line}:
        parent = Unit.objects.get(pk=parent_id)
        line.append(parent)
        parent_id = parent.parent_id
    return line


def refuse_impossible(unit: Unit) -> None:
    """A unit ends after it begins, and one that was merged has ended."""
    if unit.active_from and unit.active_until and unit.active_until <= unit.active_from:
        raise Refused(_("Tanggal berakhir harus sesudah tanggal mulai."))
    if unit.merged_into_id and unit.active_until is None:
        raise Refused(_("Unit ini sudah digabung, jadi tanggal berakhirnya tidak boleh kosong."))


def refuse_loop(unit: Unit) -> None:
    if unit.parent == unit or (unit.pk and unit in ancestors(unit)):
        raise Refused(_("Unit induk tidak boleh unit ini sendiri atau bawahannya."))


def refuse_loops() -> None:
    """`Refused` when a chain of parents in the registry, as it stands now, closes."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    for start in parents:
        seen, above = {start}, parents[start]
        while above is not None and above not in seen:
            seen.add(above)
            above = parents[above]
        if above is not None:
            unit = Unit.objects.get(pk=above)
            raise Refused(_("%(unit)s akan menjadi bawahan dirinya sendiri.") % {"unit": unit})


def plain(value: Any) -> Any:
    """A field's value as an event writes it: codes for units, ISO for dates."""
    if isinstance(value, Unit):
        return value.code
    if isinstance(value, date):
        return value.isoformat()
    return value


def _value(name: str, written: Any) -> Any:
    """The inverse of `plain` for a field."""
    if name in {"parent", "kecamatan"}:
        return Unit.objects.get(code=written) if written else None
    if name in {"active_from", "active_until"}:
        return date.fromisoformat(written) if written else None
    return written


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in FIELDS}


def hold_registry() -> None:
    """Parents change one deed after the other: two at once could close a loop."""
    list(Unit.objects.order_by("pk").select_for_update().values_list("pk"))


def locked(unit: Unit) -> Unit:
    """The unit as it stands now; nobody else changes it before this transaction ends."""
    return Unit.objects.select_for_update().get(pk=unit.pk)


def remember(
    unit: Unit,
    verb: UnitEvent.Verb,
    user: User,
    at: datetime,
    *,
    note: str = "",
    changes: dict[str, Any] | None = None,
) -> UnitEvent:
    """A line in the history of a unit."""
    return UnitEvent.objects.create(
        unit=unit, verb=verb, actor=user, at=at, note=note, changes=changes or {}
    )
