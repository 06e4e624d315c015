"""The deeds of an import. Nothing is ever half applied."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from inovasi.lib.verdict import Refused, demand
from units import registry
from units.importing import sheets
from units.importing.matching import REQUIRED, Line, dry_run, guess_columns
from units.models import ImportRun, Unit, UnitEvent, User
from units.permissions import may_manage_registry

State = ImportRun.State
PAUSE = timedelta(minutes=1)


@transaction.atomic
def begin(*, content: bytes, file_name: str, user: User, at: datetime) -> ImportRun:
    """Read a sheet and guess its columns. Raises `sheets.NotASheet`.

    The same sheet again within `PAUSE` is a second click.
    """
    demand(may_manage_registry(user))
    sheet = sheets.read(content, file_name)
    facts = {
        "file_name": file_name[:255],
        "headers": sheet.headers,
        "rows": [[row.number, row.cells, row.remarks] for row in sheet.rows],
        "uploaded_by": user,
    }
    registry.hold_registry()
    recent = ImportRun.objects.filter(**facts, state=State.READ, uploaded_at__gt=at - PAUSE)
    columns = guess_columns(sheet.headers)
    return recent.first() or ImportRun.objects.create(**facts, columns=columns, uploaded_at=at)


@transaction.atomic
def choose_columns(run: ImportRun, columns: dict[str, int], *, user: User) -> None:
    """Say which column is which field, while nothing was applied yet."""
    demand(may_manage_registry(user))
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.READ:
        raise Refused(_("Impor ini sudah diterapkan."))
    run.columns = columns
    run.save(update_fields=["columns"])


@transaction.atomic
def apply(run: ImportRun, *, user: User, at: datetime) -> ImportRun:
    """Register and change units as the dry run says, all or none; applied once.

    Raises `Refused` while a row has an error; the registry may have changed since the dry run,
    so it is made again here.
    """
    demand(may_manage_registry(user))
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.READ:
        return run
    if set(REQUIRED) - set(run.columns):
        raise Refused(_("Tentukan dulu kolom kode, nama, dan jenis."))
    registry.hold_registry()
    lines, counts = dry_run(run.rows, run.headers, run.columns)
    if counts["error"]:
        raise Refused(_("Masih ada baris yang salah; perbaiki berkasnya lalu unggah lagi."))
    _write(lines, run, user, at)
    run.state, run.applied_at, run.counts = State.APPLIED, at, counts
    run.save(update_fields=["state", "applied_at", "counts"])
    return run


def _write(lines: list[Line], run: ImportRun, user: User, at: datetime) -> None:
    """First every new unit, then relations and changes: rows may name units of later rows."""
    new = {line.code for line in lines if line.outcome == "new"}
    fresh = [Unit(code=line.code, **_own(line.values)) for line in lines if line.code in new]
    registry.register_all(fresh, user=user, at=at, run=run)
    rows = Unit.objects.select_related("parent", "kecamatan").prefetch_related("former_names")
    units = {unit.code: unit for unit in rows}
    related = [
        (units[line.code], _related(line.values, units)) for line in lines if line.code in new
    ]
    for unit, fields in related:
        for name, value in fields.items():
            setattr(unit, name, value)
    Unit.objects.bulk_update(
        [unit for unit, _fields in related], ["parent", "kecamatan"], batch_size=500
    )
    changed = [line for line in lines if line.outcome == "changed"]
    wanted = [
        (
            units[line.code],
            {**_own(line.values, line.changes), **_related(line.values, units, line.changes)},
        )
        for line in changed
    ]
    registry.revise_all(wanted, user=user, at=at, run=run)


RELATIONS = ("parent", "kecamatan")


def _own(values: dict[str, Any], only: Iterable[str] | None = None) -> dict[str, Any]:
    """Fields that stand for themselves; empty ones keep their default."""
    return {
        name: value
        for name, value in values.items()
        if name not in RELATIONS and (only is None or name in only)
    }


def _related(
    values: dict[str, Any], units: dict[str, Unit], only: Iterable[str] | None = None
) -> dict[str, Unit | None]:
    """Fields that name other units, by their codes."""
    return {
        name: units.get(values[name] or "")
        for name in RELATIONS
        if name in values and (only is None or name in only)
    }


@transaction.atomic
def undo(run: ImportRun, *, user: User, at: datetime) -> ImportRun:
    """Take back the last applied import: new units go, changed ones get their old values.

    Raises `Refused` when a later import was applied, a unit was changed since, or a new unit is
    already in use; then nothing is undone. Who changes a unit at the same moment comes before, and
    is seen here, or waits.
    """
    demand(may_manage_registry(user))
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.APPLIED:
        return run
    registry.hold_registry()
    _refuse_later_changes(run)
    new = run.events.filter(verb=UnitEvent.Verb.REGISTERED)
    changed = run.events.exclude(verb=UnitEvent.Verb.REGISTERED).select_related("unit")
    for event in changed:
        registry.restore(event.unit, event, user=user, at=at)
    registry.unregister_all(list(new.values_list("unit__code", flat=True)), user=user)
    registry.refuse_loops()
    run.state = State.UNDONE
    run.save(update_fields=["state"])
    return run


def _refuse_later_changes(run: ImportRun) -> None:
    """What somebody changed since is theirs; an import must not take it back.

    Lines of a unit's history are written under its lock, so their numbers tell what came later.
    """
    last = run.events.aggregate(last=Max("pk"))["last"]
    later = UnitEvent.objects.filter(pk__gt=last or 0).exclude(run=run)
    if later.filter(run__state=State.APPLIED).exists():
        raise Refused(_("Hanya impor terakhir yang dapat dibatalkan."))
    touched = Unit.objects.filter(events__run=run)
    change = later.filter(unit__in=touched).exclude(verb__in=UnitEvent.PEOPLE_VERBS).first()
    if change is not None:
        raise Refused(_("%(unit)s sudah diubah sesudah impor ini.") % {"unit": change.unit})
