"""The list of workshops and the page of each, for panitia and for invited units."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from units.models import Unit
from units.permissions import is_committee
from workshops.models import Workshop
from workshops.permissions import may_change, may_manage, takes_withdrawals
from workshops.presentation import badge, facts, own_parts, rows
from workshops.queries import is_full, unanswered


def workshop_list(request: Request) -> HttpResponse:
    """What comes, then what was; units see what they are invited to."""
    seen = Workshop.objects.visible_to(request.user).with_taken().order_by("-starts_at", "-pk")
    page = page_of(seen, request)
    units = list(Unit.objects.of(request.user))
    context = {
        "page": page,
        "rows": rows(page, units, request.at),
        "has_units": bool(units),
        "may_manage": may_manage(request.user),
    }
    return render(request, "workshops/list.html", context)


def page(request: Request, pk: int) -> HttpResponse:
    """The facts; a unit's own participants; for panitia everybody's, and who has not answered."""
    seen = Workshop.objects.visible_to(request.user).with_taken()
    workshop = get_object_or_404(seen.select_related("kecamatan"), pk=pk)
    context = {
        "workshop": workshop,
        "badge": badge(workshop, request.at),
        "facts": facts(workshop),
        "own": own_parts(workshop, request.user, request.at) if workshop.announced_at else [],
        "takes_withdrawals": takes_withdrawals(workshop, request.at),
        "may_manage": may_manage(request.user),
        "may_change": may_change(request.user, workshop, request.at),
        **(_for_panitia(request, workshop) if is_committee(request.user) else {}),
    }
    return render(request, "workshops/page.html", context)


def _for_panitia(request: Request, workshop: Workshop) -> dict[str, Any]:
    coming = workshop.participants.coming()
    return {
        "participants": list(coming.select_related("unit", "registered_by")),
        "withdrawn": workshop.participants.exclude(withdrawn_at=None).count(),
        "invited": workshop.invited_units(request.at).count(),
        "are_called": workshop.is_open(request.at) and not is_full(workshop),
        "unanswered": list(unanswered(workshop, request.at)) if workshop.announced_at else [],
    }
