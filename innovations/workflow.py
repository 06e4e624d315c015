"""Deeds about innovations. Every save leaves a revision that can be compared."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from innovations import completeness
from innovations.models import Innovation, Material, Revision, TeamMember
from innovations.permissions import may_edit, may_move
from innovations.states import MOVES, Status, Verb
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from units.models import Unit, User
from units.permissions import may_begin
from uploads.models import StoredFile

FIELDS = (
    "title",
    "summary",
    "stage",
    "initiator",
    "initiator_name",
    "form",
    "theme",
    "priority_programme",
    "main_affair",
    "is_digital",
    "initiated_on",
    "trial_on",
    "applied_on",
    "design_rationale",
    "aims",
    "benefits",
    "results",
    "has_developed",
    "place",
    "latitude",
    "longitude",
    "replicates",
)
LISTS = ("other_affairs", "sdgs")


@transaction.atomic
def record(*, user: User, unit: Unit, at: datetime, form_token: UUID, **fields: Any) -> Innovation:
    """Begin the record of an innovation of `unit` as a draft.

    The same `form_token` again gives the same record. Raises `Refused` for who is no member, and
    for a unit that is no more; a merge waits, or is seen here.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    demand(may_begin(user, unit, at))
    innovation, created = Innovation.objects.get_or_create(
        form_token=form_token,
        defaults={
            **_known(fields),
            "unit": unit,
            "created_by": user,
            "created_at": at,
            "changed_at": at,
        },
    )
    if created:
        _set_lists(innovation, fields)
        _remember(innovation, user, at)
    return innovation


@transaction.atomic
def revise(
    innovation: Innovation, *, user: User, version: int, at: datetime, **fields: Any
) -> Innovation:
    """Change the record; raises `Stale` when it is no longer at `version`.

    What already stands there leaves no revision, whatever version it was written against.
    """
    innovation = _locked(innovation)
    if not may_edit(user, innovation):
        raise Refused(_("Anda bukan anggota unit ini."))
    if not _would_change(innovation, fields):
        return innovation
    if innovation.version != version:
        raise Stale(innovation)
    for name, value in _known(fields).items():
        setattr(innovation, name, value)
    _set_lists(innovation, fields)
    _next(innovation, user, at)
    return innovation


@transaction.atomic
def set_team(
    innovation: Innovation,
    members: Iterable[tuple[str, str]],
    *,
    user: User,
    version: int,
    at: datetime,
) -> None:
    """Who made it: (name, role), in this order; the earlier list stands in the revisions.

    Raises `Stale` when the record is no longer at `version`, unless this very team stands there.
    """
    innovation = _locked(innovation)
    if not may_edit(user, innovation):
        raise Refused(_("Anda bukan anggota unit ini."))
    wanted = {clean(name).strip(): clean(role).strip() for name, role in members}
    rows = [(name, role) for name, role in wanted.items() if name]
    if rows == list(innovation.team.values_list("name", "role")):
        return
    if innovation.version != version:
        raise Stale(innovation)
    innovation.team.all().delete()
    TeamMember.objects.bulk_create(
        TeamMember(innovation=innovation, name=name, role=role) for name, role in rows
    )
    _next(innovation, user, at)


@transaction.atomic
def move(
    innovation: Innovation, verb: Verb, *, user: User, at: datetime, note: str = ""
) -> Innovation:
    """Document, publish, withdraw, retire, revive: along the graph, with a line in the history.

    Raises `Refused` for who may not, and while the record lacks what documenting needs.
    """
    innovation = _locked(innovation)
    after = MOVES.get((Status(innovation.status), verb))
    if after == innovation.status:
        return innovation
    demand(may_move(user, innovation, verb))
    gaps = completeness.missing(innovation) if verb == Verb.DOCUMENT else []
    if gaps:
        raise Refused(
            _("Catatan belum lengkap: %(gaps)s.") % {"gaps": ", ".join(g.label for g in gaps)}
        )
    innovation.status = after
    innovation.documented_at = innovation.documented_at or at
    _next(innovation, user, at, verb=verb, note=clean(note))
    return innovation


@transaction.atomic
def add_material(
    innovation: Innovation, kind: Material.Kind, file: StoredFile, *, user: User, at: datetime
) -> Material:
    """File evidence or a photo under the innovation."""
    if not may_edit(user, innovation):
        raise Refused(_("Anda bukan anggota unit ini."))
    return Material.objects.create(innovation=innovation, kind=kind, file=file, added_at=at)


@transaction.atomic
def remove_material(material: Material, *, user: User, at: datetime) -> None:
    """Take a file out of the record; its bytes are kept."""
    if not may_edit(user, material.innovation):
        raise Refused(_("Anda bukan anggota unit ini."))
    Material.objects.filter(pk=material.pk, removed_at=None).update(removed_at=at)


def move_to_unit(unit: Unit, into: Unit) -> None:
    """The innovations of a unit that is merged into another."""
    Innovation.objects.filter(unit=unit).update(unit=into)


def content(innovation: Innovation) -> dict[str, Any]:
    """The record as people read it, for comparison; choices and relations in words."""
    values: dict[str, Any] = {}
    for name in FIELDS:
        shown = getattr(innovation, f"get_{name}_display", None)
        value = shown() if shown else getattr(innovation, name)
        values[name] = _in_words(value)
    for name in LISTS:
        values[name] = ", ".join(str(each) for each in getattr(innovation, name).all())
    values["team"] = ", ".join(
        f"{m.name} ({m.role})" if m.role else m.name for m in innovation.team.all()
    )
    return values


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    return "" if value is None else str(value)


def _locked(innovation: Innovation) -> Innovation:
    return Innovation.objects.select_for_update().get(pk=innovation.pk)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in FIELDS if name in fields}


def _would_change(innovation: Innovation, fields: dict[str, Any]) -> bool:
    if any(getattr(innovation, name) != value for name, value in _known(fields).items()):
        return True
    return any(
        {row.pk for row in getattr(innovation, name).all()} != {row.pk for row in fields[name]}
        for name in LISTS
        if name in fields
    )


def _set_lists(innovation: Innovation, fields: dict[str, Any]) -> None:
    for name in LISTS:
        if name in fields:
            getattr(innovation, name).set(fields[name])


def _next(
    innovation: Innovation, user: User, at: datetime, *, verb: str = "", note: str = ""
) -> None:
    innovation.version += 1
    innovation.changed_at = at
    innovation.save()
    _remember(innovation, user, at, verb=verb, note=note)


def _remember(
    innovation: Innovation, user: User, at: datetime, *, verb: str = "", note: str = ""
) -> None:
    Revision.objects.create(
        innovation=innovation,
        version=innovation.version,
        content=content(innovation),
        saved_by=user,
        saved_at=at,
        verb=verb,
        note=note,
    )
