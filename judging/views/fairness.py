"""The fairness report of a stage: panitia's alone, and it changes nothing."""

from django.http import HttpResponse
from django.shortcuts import render

from inovasi.lib.http import Request
from inovasi.lib.verdict import refuse_unless
from judging.permissions import may_see_scores
from judging.reports import report
from judging.views.verdict import chosen_stage, public_edition


def fairness_page(request: Request, slug: str) -> HttpResponse:
    edition = public_edition(request, slug)
    stage = chosen_stage(request, edition)
    refuse_unless(may_see_scores(request.user, stage))
    context = {"edition": edition, "stage": stage, "report": report(stage)}
    return render(request, "judging/fairness.html", context)
