"""Panitia takes an entry out of the contest, and back in after a mistake."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from judging import queries, workflow
from judging.leaving_forms import DepartureForm, ReturnForm
from judging.leaving_permissions import may_leave, may_readmit
from judging.models import Departure
from judging.permissions import may_see_scores
from judging.views.panels import edition_and_stage
from submissions.models import Submission
from submissions.states import Status


@reauthentication_required(allow_get=True)
def entry_departure(request: Request, slug: str, pk: int) -> HttpResponse:
    """Says what will happen and asks how and why; posting takes the entry out."""
    edition, stage = edition_and_stage(slug, request.at)
    entries = Submission.objects.exclude(status=Status.DRAFT)
    submission = get_object_or_404(
        entries.select_related("edition", "unit", "category"), edition=edition, pk=pk
    )
    verdict = may_leave(request.user, submission)
    form = DepartureForm(posted(request))
    if request.method == "POST":
        if submission.status != Status.LEFT:
            refuse_unless(verdict)
        if form.is_valid() and _leave(request, submission, form):
            return redirect("submission", pk)
    context = {
        "edition": edition,
        "stage": stage,
        "submission": submission,
        "stake": queries.at_stake(
            submission, stage, tells_split=bool(may_see_scores(request.user, stage))
        ),
        "departure": submission.departures.standing().first(),
        "form": form,
        "verdict": verdict,
    }
    return render(request, "judging/departure.html", context, status=422 if form.errors else 200)


def _leave(request: Request, submission: Submission, form: DepartureForm) -> bool:
    try:
        workflow.leave(submission, user=request.user, at=request.at, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return False
    messages.success(request, _("Usulan keluar dari lomba. Unit dan jurinya diberi tahu."))
    return True


@reauthentication_required(allow_get=True)
def entry_readmission(request: Request, slug: str, pk: int) -> HttpResponse:
    """Asks why; posting puts the entry back with the sheets that it had."""
    rows = Departure.objects.select_related(
        "submission__edition", "submission__unit", "submission__category", "stage", "recorded_by"
    )
    edition, _stage = edition_and_stage(slug, request.at)
    departure = get_object_or_404(rows, submission__edition=edition, pk=pk)
    verdict = may_readmit(request.user, departure)
    form = ReturnForm(posted(request))
    if request.method == "POST":
        if not departure.is_readmitted:
            refuse_unless(verdict)
        if form.is_valid() and _readmit(request, departure, form):
            return redirect("submission", departure.submission_id)
    context = {"edition": edition, "departure": departure, "form": form, "verdict": verdict}
    return render(request, "judging/readmission.html", context, status=422 if form.errors else 200)


def _readmit(request: Request, departure: Departure, form: ReturnForm) -> bool:
    try:
        workflow.readmit(departure, user=request.user, at=request.at, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return False
    messages.success(request, _("Usulan diikutkan lagi. Unit dan jurinya diberi tahu."))
    return True
