"""What pages say about workshops, and what the start page of a unit says of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inovasi.lib.dates import moment
from inovasi.lib.verdict import Verdict
from units.models import Unit, UnitKind, User
from workshops.models import Participant, Workshop
from workshops.permissions import may_register
from workshops.queries import has_seat, is_full

TONES = {
    Workshop.State.DRAFT: "neutral",
    Workshop.State.OPEN: "success",
    Workshop.State.CLOSED: "info",
    Workshop.State.PAST: "neutral",
    Workshop.State.CANCELLED: "danger",
}


def badge(workshop: Workshop, at: datetime) -> dict[str, str]:
    """The one state that counts, in words and tone; `workshop` comes `with_taken()`."""
    state = workshop.state(at)
    if state == Workshop.State.OPEN and is_full(workshop):
        return {"label": _("Kuota penuh"), "tone": "warning"}
    return {"label": str(state.label), "tone": TONES[state]}


def taken(workshop: Workshop) -> str:
    """Such as "12 dari 40 kursi"; `workshop` comes `with_taken()`."""
    if workshop.seats is None:
        return ngettext("%(count)d peserta", "%(count)d peserta", workshop.taken) % {
            "count": workshop.taken
        }
    return _("%(taken)d dari %(seats)d kursi") % {"taken": workshop.taken, "seats": workshop.seats}


def audience(workshop: Workshop) -> str:
    """Whom it invites, in words."""
    kinds = ", ".join(str(UnitKind(kind).label) for kind in workshop.kinds)
    said = kinds or _("Semua jenis unit")
    return f"{said} · {workshop.kecamatan}" if workshop.kecamatan else said


def facts(workshop: Workshop) -> list[dict[str, Any]]:
    """What everybody asks first; `workshop` comes `with_taken()`."""
    link = {"term": _("Tautan daring"), "value": workshop.link, "url": workshop.link}
    per_unit = ngettext(
        "%(count)d peserta per unit", "%(count)d peserta per unit", workshop.seats_per_unit
    ) % {"count": workshop.seats_per_unit}
    return [
        {"term": _("Mulai"), "value": moment(workshop.starts_at)},
        {"term": _("Selesai"), "value": moment(workshop.ends_at)},
        *([{"term": _("Tempat"), "value": workshop.place}] if workshop.place else []),
        *([link] if workshop.link else []),
        {"term": _("Pendaftaran sampai"), "value": moment(workshop.registration_closes_at)},
        {"term": _("Peserta"), "value": f"{taken(workshop)} · {per_unit}"},
        {"term": _("Yang diundang"), "value": audience(workshop)},
    ]


def rows(workshops: Iterable[Workshop], units: list[Unit], at: datetime) -> list[dict[str, Any]]:
    """For a list: each with its state, and whom the own units send."""
    found = list(workshops)
    sent: dict[int, list[str]] = defaultdict(list)
    coming = Participant.objects.coming().filter(workshop__in=found, unit__in=units)
    for pk, name in coming.values_list("workshop", "name"):
        sent[pk].append(name)
    return [
        {
            "workshop": each,
            "badge": badge(each, at),
            "taken": taken(each),
            "sent": sent[each.pk],
            "is_open": each.is_open(at),
        }
        for each in found
    ]


def own_parts(workshop: Workshop, user: User, at: datetime) -> list[dict[str, Any]]:
    """Each own unit's part of the page: whom it sends, and whether it may send one more.

    Of a unit that was left nothing but the person's own row.
    """
    people: dict[Unit, list[Participant]] = {
        unit: [] for unit in Unit.objects.of(user) if workshop.invites(unit)
    }
    coming = workshop.participants.coming().own(user)
    for row in coming.select_related("unit__merged_into", "registered_by"):
        people.setdefault(row.unit, []).append(row)
    return [
        {"unit": unit, "people": rows, "may_register": _may_send(workshop, unit, user, at)}
        for unit, rows in people.items()
    ]


def _may_send(workshop: Workshop, unit: Unit, user: User, at: datetime) -> Verdict:
    verdict = may_register(user, workshop, unit, at)
    return has_seat(workshop, unit) if verdict else verdict


def calls(units: list[Unit], workshops: Iterable[Workshop], at: datetime) -> list[dict[str, Any]]:
    """Open invitations that a unit has not answered, while seats are left; for start pages."""
    open_ones = [each for each in workshops if each.is_open(at) and not is_full(each)]
    if not open_ones or not units:
        return []
    answered = set(
        Participant.objects.filter(workshop__in=open_ones, unit__in=units).values_list(
            "workshop", "unit"
        )
    )
    return [
        {"workshop": each, "unit": unit}
        for each in open_ones
        for unit in units
        if each.invites(unit) and (each.pk, unit.pk) not in answered
    ]
