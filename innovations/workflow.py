"""Deeds about innovations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from innovations.models import Innovation
from innovations.permissions import may_edit
from inovasi.lib.verdict import Refused, Stale
from units.models import Unit, User
from units.permissions import acts_for

FIELDS = (
    "title",
    "summary",
    "stage",
    "initiator",
    "is_digital",
    "initiated_on",
    "applied_on",
)


@transaction.atomic
def document(
    *, user: User, unit: Unit, at: datetime, form_token: UUID, **fields: Any
) -> Innovation:
    """Record a new innovation of `unit`. The same `form_token` again gives the same record."""
    if not acts_for(user, unit):
        raise Refused(_("Anda bukan anggota unit ini."))
    innovation, _created = Innovation.objects.get_or_create(
        form_token=form_token,
        defaults={
            **_known(fields),
            "unit": unit,
            "created_by": user,
            "created_at": at,
            "changed_at": at,
        },
    )
    return innovation


@transaction.atomic
def revise(
    innovation: Innovation, *, user: User, version: int, at: datetime, **fields: Any
) -> Innovation:
    """Change the record; raises `Stale` when it is no longer at `version`."""
    if not may_edit(user, innovation):
        raise Refused(_("Anda bukan anggota unit ini."))
    own = Innovation.objects.filter(pk=innovation.pk, version=version)
    if not own.update(**_known(fields), version=F("version") + 1, changed_at=at):
        raise Stale(Innovation.objects.get(pk=innovation.pk))
    innovation.refresh_from_db()
    return innovation


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in FIELDS if name in fields}


def move_to_unit(unit: Unit, into: Unit) -> None:
    """The innovations of a unit that is merged into another."""
    Innovation.objects.filter(unit=unit).update(unit=into)
