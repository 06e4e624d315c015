"""The front page, everyone's own start page, and the health page."""

from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render

from competitions.calendar import current_phase, timeline
from competitions.models import Edition
from inovasi.home import committee, dates, judge, unit
from inovasi.home.agenda import in_order
from inovasi.lib.http import Request
from judging.models import Publication
from oioi.presentation.start import for_readers
from submissions.models import Submission
from units.permissions import is_committee, is_leadership
from workshops.queries import ahead


def front(request: Request) -> HttpResponse:
    """What the competition is, where this year stands, and the latest results."""
    editions = [e for e in Edition.objects.in_view(request.at) if not e.is_practice]
    edition = editions[0] if editions else None
    latest = (
        Publication.objects.visible(request.at)
        .select_related("edition")
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
    """What is due over all that somebody is, what is theirs, and what is next."""
    user, at = request.user, request.at
    editions = list(Edition.objects.in_view(request.at))
    parts = [unit.part(user, editions, at)]
    workshops = ahead(at) if is_committee(user) else parts[0].pop("workshops", [])
    context: dict[str, Any] = {"now": at, "coming": dates.coming(editions, workshops, at)}
    if is_committee(user) or is_leadership(user):
        context |= {"reads_oioi": True, "oioi": for_readers(at)}
    if is_committee(user):
        parts.append(committee.part(request.user, editions, context["oioi"], at))
    parts.append(judge.part(user, editions, at))
    items = [item for each in parts for item in each.pop("items", [])]
    for each in parts:
        context |= each
    context["team_submissions"] = Submission.objects.shared_with(user).for_list()
    context["several_units"] = len(context.get("cards", [])) > 1
    return render(request, "home.html", {**context, "items": in_order(items)})


def healthz(request: Request) -> HttpResponse:
    """Says that this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
