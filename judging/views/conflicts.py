"""Panitia's register of conflicts of interest: found by the portal, stated by judges, decided."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import refuse_unless
from judging import queries, workflow
from judging.conflicts import Conflicts
from judging.forms import DecisionForm
from judging.models import Conflict, Judge
from judging.permissions import may_relieve
from judging.views.panels import edition_and_stage


def register(request: Request, slug: str) -> HttpResponse:
    """Every pair of judge and entry that must not meet, those that wait for a decision first."""
    edition, stage = edition_and_stage(slug, request.at)
    context = {
        "edition": edition,
        "pairs": queries.pairs_in_conflict(stage),
        "verdict": may_relieve(request.user, stage),
    }
    return render(request, "judging/conflicts.html", context)


def decision(request: Request, slug: str, judge_pk: int, pk: int) -> HttpResponse:
    """One pair: what is known, and what panitia decides."""
    edition, stage = edition_and_stage(slug, request.at)
    judge = get_object_or_404(
        Judge.objects.select_related("user", "home_unit", "panel__stage__edition"),
        panel__stage=stage,
        pk=judge_pk,
    )
    submission = get_object_or_404(queries.judgeable(stage), pk=pk)
    verdict = may_relieve(request.user, stage)
    form = DecisionForm(posted(request))
    if request.method == "POST":
        refuse_unless(verdict)
        if form.is_valid():
            workflow.decide_conflict(
                judge, submission, user=request.user, at=request.at, **form.cleaned_data
            )
            messages.success(request, _("Keputusan tersimpan."))
            return redirect("panel-conflicts", slug)
    context = {
        "edition": edition,
        "judge": judge,
        "submission": submission,
        "row": Conflict.objects.filter(person=judge.user, submission=submission).first(),
        "found": Conflicts([judge], [submission]).between(judge, submission).reason,
        "form": form,
        "verdict": verdict,
    }
    status = 422 if form.errors else 200
    return render(request, "judging/conflict_decision.html", context, status=status)
