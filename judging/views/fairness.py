"""The fairness report of a stage: panitia's alone, and it changes nothing."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from competitions.models import Edition
from inovasi.lib.http import Request
from judging import queries
from judging.reports import report


def fairness_page(request: Request, slug: str) -> HttpResponse:
    editions = Edition.objects.public(request.at).filter(slug=slug)
    stage = queries.desk_stages(editions).select_related("edition").first()
    if stage is None:
        raise Http404
    context = {"edition": stage.edition, "stage": stage, "report": report(stage)}
    return render(request, "judging/fairness.html", context)
