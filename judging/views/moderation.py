"""Panitia settles entries whose judges lie far apart."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from competitions.models import Stage
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from judging import queries, workflow
from judging.models import Assignment
from judging.moderation_forms import ModerationForm
from judging.permissions import may_moderate, may_see_scores
from judging.views.panels import edition_and_stage
from submissions.models import Submission


def moderation_list(request: Request, slug: str) -> HttpResponse:
    """Every split entry of the stage, open ones first."""
    edition, stage = edition_and_stage(slug, request.at)
    refuse_unless(may_see_scores(request.user, stage))
    context = {"edition": edition, "stage": stage, "splits": queries.splits(stage)}
    return render(request, "judging/moderations.html", context)


def moderation(request: Request, slug: str, pk: int) -> HttpResponse:
    """The sheets beside each other, the judges' notes, and the decision with its reason."""
    edition, stage = edition_and_stage(slug, request.at)
    refuse_unless(may_see_scores(request.user, stage))
    entries = Submission.objects.select_related("edition", "category")
    submission = get_object_or_404(entries, edition=edition, pk=pk)
    verdict = may_moderate(request.user, stage)
    form = ModerationForm(posted(request), judges=queries.free_judges(stage, submission))
    if request.method == "POST":
        refuse_unless(verdict)
        if form.is_valid() and _decide(request, stage, submission, form):
            return redirect("moderation-list", slug)
    case = next(iter(queries.splits(stage, submission)), None)
    note = queries.joint_note(stage, case) if case else None
    context = {
        "edition": edition,
        "stage": stage,
        "submission": submission,
        "case": case,
        "note": note,
        "agreed": queries.agreed(note) if note else set(),
        "signed": _signed(stage, submission),
        "decisions": stage.moderations.filter(submission=submission).select_related("decided_by"),
        "form": form,
        "verdict": verdict,
    }
    return render(request, "judging/moderation.html", context, status=422 if form.errors else 200)


def _decide(request: Request, stage: Stage, submission: Submission, form: ModerationForm) -> bool:
    try:
        workflow.moderate(stage, submission, user=request.user, at=request.at, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return False
    messages.success(request, _("Keputusan tersimpan dengan pertimbangannya."))
    return True


def _signed(stage: Stage, submission: Submission) -> QuerySet[Assignment]:
    return (
        Assignment.objects.signed()
        .filter(submission=submission, judge__panel__stage=stage)
        .select_related("judge__user", "sheet")
        .prefetch_related("sheet__scores__criterion")
        .order_by("judge__code")
    )
