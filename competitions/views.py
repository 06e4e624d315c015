"""The rulebook, readable by everyone."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from competitions.calendar import timeline
from competitions.models import Edition
from inovasi.lib.http import Request


def rulebook(request: Request, slug: str) -> HttpResponse:
    edition = get_object_or_404(
        Edition.objects.in_view().prefetch_related(
            "categories",
            "groups__sections",
            "groups__document_rules",
            "groups__video_rule",
            "groups__check_items",
            "stages__criteria__bands",
        ),
        slug=slug,
    )
    context = {"edition": edition, "phases": timeline(edition, request.at)}
    return render(request, "competitions/rulebook.html", context)
