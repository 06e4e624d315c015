"""Panitia reads one judge's sheet with its history, and gives it back to the judge."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from judging import workflow
from judging.forms import ReasonForm
from judging.models import Assignment
from judging.permissions import may_reopen, may_see_scores
from judging.views.panels import edition_and_stage


def panel_sheet(request: Request, slug: str, pk: int) -> HttpResponse:
    """What the judge gave, without the private note; posting a reason reopens it."""
    edition, _running = edition_and_stage(slug, request.at)
    assignment = get_object_or_404(
        Assignment.objects.select_related(
            "judge__panel__stage", "judge__user", "sheet", "submission__edition"
        ),
        judge__panel__stage__edition=edition,
        pk=pk,
    )
    refuse_unless(may_see_scores(request.user, assignment.judge.panel.stage))
    verdict = may_reopen(request.user, assignment, request.at)
    form = ReasonForm(posted(request))
    if request.method == "POST":
        refuse_unless(verdict)
        if form.is_valid() and _reopen(request, assignment, form):
            return redirect("panel-sheet", slug, pk)
    sheet = getattr(assignment, "sheet", None)
    is_closed = assignment.has_abstained or (sheet is not None and sheet.is_signed)
    context = {
        "edition": edition,
        "assignment": assignment,
        "sheet": sheet if is_closed else None,
        "scores": sheet.scores.select_related("criterion") if sheet is not None else [],
        "events": assignment.events.select_related("actor"),
        "is_closed": is_closed,
        "form": form,
        "verdict": verdict,
    }
    return render(request, "judging/panel_sheet.html", context, status=422 if form.errors else 200)


def _reopen(request: Request, assignment: Assignment, form: ReasonForm) -> bool:
    reason = form.cleaned_data["reason"]
    try:
        workflow.reopen(assignment, reason=reason, user=request.user, at=request.at)
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return False
    messages.success(request, _("Lembar sudah dibuka lagi dan juri diberi tahu."))
    return True
