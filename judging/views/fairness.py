"""The fairness report of a stage and of the whole: panitia's alone, and it changes nothing."""

from django.http import HttpResponse
from django.shortcuts import render

from inovasi.lib.forms import whole_number
from inovasi.lib.http import Request
from inovasi.lib.verdict import refuse_unless
from judging import queries
from judging.permissions import may_see_scores
from judging.reports import report
from judging.views.verdict import public_stages
from judging.whole_report import whole_report


def fairness_page(request: Request, slug: str) -> HttpResponse:
    """One stage (`tahap`, else the last that was reached), and all of them together."""
    stages = public_stages(request, slug)
    reached = queries.reached(stages)
    wanted = whole_number(request.GET.get("tahap", ""))
    stage = next((each for each in reached if each.pk == wanted), reached[-1])
    for each in reached if len(reached) > 1 else [stage]:
        refuse_unless(may_see_scores(request.user, each))
    context = {
        "edition": stage.edition,
        "stage": stage,
        "stages": reached,
        "report": report(stage),
        "whole": whole_report(stages) if len(reached) > 1 else None,
    }
    return render(request, "judging/fairness.html", context)
