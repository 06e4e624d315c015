"""Blind stages: panitia writes copies without names, judges read their files, and name units."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Stage
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Refused, Stale, refuse_unless
from judging import queries, workflow
from judging.forms import BlindCopyForm, UnitsForm
from judging.models import Assignment, BlindFile, Judge
from judging.permissions import may_answer, may_read_copy, may_run_panel
from judging.presentation import originals
from judging.views.panels import edition_and_stage
from submissions.models import Submission
from uploads.delivery import deliver


def blind_copies(request: Request, slug: str) -> HttpResponse:
    """Every entry that is judged, and whether its copy may be read."""
    edition, stage = edition_and_stage(slug, request.at)
    context = {
        "edition": edition,
        "stage": stage,
        "page": page_of(queries.to_blind(stage), request),
        "waiting": queries.unreleased(stage),
    }
    return render(request, "judging/blind_copies.html", context)


def blind_copy(request: Request, slug: str, pk: int) -> HttpResponse:
    """The original with the names marked, beside the copy; one button releases it."""
    edition, stage = edition_and_stage(slug, request.at)
    entries = queries.to_blind(stage).select_related("innovation", "unit__parent", "created_by")
    submission = get_object_or_404(entries, pk=pk)
    verdict = may_run_panel(request.user, stage, request.at)
    form = BlindCopyForm(posted(request), submission=submission)
    status = 200
    if request.method == "POST":
        refuse_unless(verdict)
        if form.is_valid():
            status = _save(request, stage, submission, form)
        if not status:
            return redirect("blind-copies", slug)
        status = 422 if status == 200 else status
    context = {
        "edition": edition,
        "stage": stage,
        "submission": submission,
        "form": form,
        "rows": [
            {"field": form[name], "pieces": text} for name, text in originals(submission).items()
        ],
        "copy": getattr(submission, "blind_copy", None),
        "verdict": verdict,
    }
    return render(request, "judging/blind_copy.html", context, status=status)


def _save(request: Request, stage: Stage, submission: Submission, form: BlindCopyForm) -> int:
    """0 when it is saved, else the status of the page that says why not."""
    release = "release" in request.POST
    try:
        workflow.save_copy(
            stage, submission, release=release, user=request.user, at=request.at, **form.facts()
        )
    except Stale:
        form.add_error(None, _("Rekan Anda baru saja menyimpan salinan ini. Bandingkan dulu."))
        return 409
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return 422
    words = _("Salinan sudah dibuka untuk juri.") if release else _("Salinan tersimpan.")
    messages.success(request, words)
    return 0


def blind_file(request: Request, pk: int, file_pk: int) -> HttpResponseBase:
    """A file that panitia found free of names, under a name that tells nothing."""
    rows = Assignment.objects.of(request.user).in_force()
    assignment = get_object_or_404(
        rows.select_related(
            "judge__panel__stage", "judge__user", "judge__home_unit", "submission__blind_copy",
            "submission__unit",
        ),
        pk=pk,
    )  # fmt: skip
    refuse_unless(may_read_copy(request.user, assignment))
    files = BlindFile.objects.filter(copy=assignment.blind_copy).select_related("file")
    found = get_object_or_404(files, pk=file_pk)
    refuse_unless(
        found.file.may_be_handed_to(request.user), _("Berkas ini belum selesai diperiksa.")
    )
    return deliver(request, found.file, inline=True, name=found.neutral_name)


def unit_declaration(request: Request, pk: int) -> HttpResponse:
    """All units of the stage, none of them tied to an entry; the judge ticks the related ones."""
    judges = Judge.objects.filter(user=request.user).select_related("panel__stage__edition", "user")
    judge = get_object_or_404(judges, pk=pk)
    if not judge.panel.stage.is_blind:
        return redirect("declarations")
    if judge.is_serving and not judge.has_accepted:
        return redirect("judge-invitation", pk)
    verdict = may_answer(request.user, judge)
    units = queries.units_taking_part(judge.panel.stage)
    form = UnitsForm(posted(request), units=units)
    if request.method == "POST":
        refuse_unless(verdict)
        if form.is_valid():
            count = workflow.declare_units(
                judge, user=request.user, at=request.at, **form.cleaned_data
            )
            words = ngettext("%(count)d usulan terbuka.", "%(count)d usulan terbuka.", count)
            messages.success(request, words % {"count": count})
            return redirect("assignments")
    context = {"judge": judge, "form": form, "verdict": verdict}
    status = 422 if form.errors else 200
    return render(request, "judging/unit_declaration.html", context, status=status)
