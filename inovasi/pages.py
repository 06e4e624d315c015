"""The front page, everyone's own start page, and the health page."""

from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render

from competitions.calendar import current_phase, timeline
from competitions.models import Edition
from competitions.phases import Action
from innovations.models import Innovation
from inovasi.lib.http import Request
from judging.models import Assignment, Judge, Publication
from oioi.presentation.start import for_readers, for_units
from submissions.models import Submission
from submissions.states import EDITABLE, Status
from units.models import Unit, User
from units.permissions import is_committee, is_leadership


def front(request: Request) -> HttpResponse:
    """What the competition is, where this year stands, and the latest results."""
    editions = [e for e in Edition.objects.in_view() if not e.is_practice]
    edition = editions[0] if editions else None
    latest = (
        Publication.objects.select_related("edition")
        .filter(edition__is_practice=False)
        .order_by("-published_at")
        .first()
    )
    phases = timeline(edition, request.at) if edition else []
    context = {
        "edition": edition,
        "phase": edition and current_phase(edition, request.at),
        "phases": phases,
        "coming": next((each for each in phases if each["state"] == "next"), None),
        "publication": latest,
        "winners": latest.results.filter(is_winner=True) if latest else [],
        "now": request.at,
    }
    return render(request, "front.html", context)


def home(request: Request) -> HttpResponse:
    """What is mine, what is due, what is next."""
    context: dict[str, Any] = {"now": request.at}
    units = list(Unit.objects.of(request.user))
    if units:
        context |= _unit_part(request, units)
    if is_committee(request.user):
        context |= _committee_part(request)
    if is_committee(request.user) or is_leadership(request.user):
        context |= {"reads_oioi": True, "oioi": for_readers(request.at)}
    context |= _judge_part(request.user)
    return render(request, "home.html", context)


def _unit_part(request: Request, units: list[Unit]) -> dict[str, Any]:
    submissions = Submission.objects.filter(unit__in=units).for_list()
    open_editions = [
        {"edition": edition, "answer": answer}
        for edition in Edition.objects.in_view()
        if (answer := edition.asks(Action.WRITE, request.at)).is_open
    ]
    open_ids = {each["edition"].pk for each in open_editions}
    return {
        "units": units,
        "duties": for_units(units, request.at),
        "innovation_count": Innovation.objects.filter(unit__in=units).count(),
        "own_submissions": submissions[:8],
        "to_finish": [
            each
            for each in submissions.filter(status__in=EDITABLE)
            if each.repair_due_at or each.edition_id in open_ids
        ],
        "open_editions": open_editions,
    }


def _committee_part(request: Request) -> dict[str, Any]:
    editions = list(Edition.objects.in_view())
    published = set(Publication.objects.values_list("edition_id", flat=True))
    return {
        "is_committee": True,
        "waiting_checks": Submission.objects.filter(status=Status.SUBMITTED).count(),
        "editions": [
            {
                "edition": edition,
                "phase": current_phase(edition, request.at),
                "is_published": edition.pk in published,
            }
            for edition in editions
        ],
    }


def _judge_part(user: User) -> dict[str, Any]:
    own = Assignment.objects.of(user).in_force()
    invitations = Judge.objects.filter(user=user, accepted_at=None, left_at=None)
    if not own.exists() and not invitations:
        return {}
    unsigned = own.exclude(sheet__signed_at__isnull=False)
    return {
        "is_judge": True,
        "invitations": invitations.select_related("panel__stage__edition"),
        "undeclared_count": unsigned.filter(cleared_at=None).count(),
        "unsigned_count": unsigned.count(),
        "unsigned": unsigned.opened().for_list()[:8],
        "signed_count": own.filter(sheet__signed_at__isnull=False).count(),
    }


def healthz(request: Request) -> HttpResponse:
    """Says that this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
