"""Panitia's pages: the panel, its judges, who judges what."""

from datetime import datetime

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Edition, Stage
from inovasi.lib.forms import posted, whole_number
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from judging import queries, workflow
from judging.forms import AppointForm, DismissalForm, PanelForm, ReasonForm
from judging.models import Assignment, Judge
from judging.permissions import may_relieve, may_run_panel


def edition_and_stage(slug: str, at: datetime) -> tuple[Edition, Stage]:
    edition = get_object_or_404(Edition.objects.public(at), slug=slug)
    stage = queries.current_stage(edition)
    if stage is None:
        raise Http404
    return edition, stage


def panel_stage(request: Request, slug: str) -> tuple[Edition, Stage]:
    """The stage that the address names with `tahap`, over or still to come; else the one that runs.

    A later panel can be fixed, invited and sworn in while an earlier stage is still judged.
    """
    edition, running = edition_and_stage(slug, request.at)
    wanted = whole_number(request.GET.get("tahap", ""))
    return edition, edition.stages.filter(pk=wanted).first() or running


def _to_panel(stage: Stage) -> HttpResponse:
    """The page of the panel; the stage that runs needs no mention."""
    path = reverse("panel", args=[stage.edition.slug])
    running = queries.current_stage(stage.edition)
    return redirect(path if stage == running else f"{path}?tahap={stage.pk}")


def _door(request: Request, stage: Stage) -> None:
    """Everybody of panitia may look at any time; acting needs the phase."""
    if request.method == "POST":
        refuse_unless(may_run_panel(request.user, stage, request.at))


def panel_page(request: Request, slug: str) -> HttpResponse:
    edition, stage = panel_stage(request, slug)
    _door(request, stage)
    panel = getattr(stage, "panel", None)
    initial = {"statement": str(workflow.INTEGRITY)}
    if panel is not None:
        initial = model_to_dict(panel, ["decree_number", "decree_date", "statement"])
    form = PanelForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        workflow.set_panel(stage, user=request.user, at=request.at, **form.cleaned_data)
        messages.success(request, _("SK tim penilai sudah tersimpan."))
        return _to_panel(stage)
    return _render_panel(request, edition, stage, form, AppointForm(panel=panel))


def _render_panel(
    request: Request, edition: Edition, stage: Stage, form: PanelForm, appoint: AppointForm
) -> HttpResponse:
    panel = getattr(stage, "panel", None)
    running = queries.current_stage(edition)
    context = {
        "edition": edition,
        "stage": stage,
        "stages": list(edition.stages.all()),
        "is_running": stage == running,
        "panel": panel,
        "form": form,
        "appoint_form": appoint,
        "verdict": may_run_panel(request.user, stage, request.at),
        "judges": queries.judges_with_progress(panel) if panel else [],
        "coverage": queries.covered(stage),
        "wanted": stage.judges_per_entry,
    }
    failed = form.errors or appoint.errors
    return render(request, "judging/panel.html", context, status=422 if failed else 200)


def panel_judge(request: Request, slug: str) -> HttpResponse:
    edition, stage = panel_stage(request, slug)
    _door(request, stage)
    panel = getattr(stage, "panel", None)
    form = AppointForm(request.POST, panel=panel)
    if panel is None:
        messages.error(request, _("Isi dulu nomor dan tanggal SK tim penilai."))
        return _to_panel(stage)
    if not form.is_valid():
        return _render_panel(request, edition, stage, PanelForm(), form)
    try:
        judge = workflow.appoint(
            panel,
            person=form.cleaned_data["email"],
            user=request.user,
            at=request.at,
            **form.facts(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return _render_panel(request, edition, stage, PanelForm(), form)
    messages.success(request, _("%(judge)s sekarang anggota tim penilai.") % {"judge": judge.user})
    return redirect("panel-assignments", slug, judge.pk)


def panel_assignments(request: Request, slug: str, judge_pk: int) -> HttpResponse:
    edition, _running = edition_and_stage(slug, request.at)
    judge = get_object_or_404(
        Judge.objects.select_related("user", "home_unit", "panel__stage__edition").prefetch_related(
            "categories"
        ),
        panel__stage__edition=edition,
        pk=judge_pk,
    )
    stage = judge.panel.stage
    _door(request, stage)
    error = ""
    if request.method == "POST":
        numbers = [whole_number(each) for each in request.POST.getlist("entry")]
        chosen = queries.judgeable(stage).filter(pk__in=numbers)
        try:
            new = workflow.assign(judge, chosen, user=request.user, at=request.at)
        except Refused as refusal:
            error = refusal.reason
        else:
            messages.success(request, said(len(new)))
            return _to_panel(stage)
    context = {
        "edition": edition,
        "stage": stage,
        "judge": judge,
        "error": error,
        "verdict": may_run_panel(request.user, stage, request.at),
        "entries": queries.assignable(judge),
        "appoint_form": AppointForm.of(judge),
    }
    return render(request, "judging/assignments_edit.html", context, status=422 if error else 200)


def assignment_withdrawal(request: Request, slug: str, pk: int) -> HttpResponse:
    """Asks for the reason; posting takes the entry from the judge."""
    edition, _running = edition_and_stage(slug, request.at)
    assignment = get_object_or_404(
        Assignment.objects.in_force().select_related(
            "judge__panel__stage__edition", "judge__user", "submission__edition", "sheet"
        ),
        judge__panel__stage__edition=edition,
        pk=pk,
    )
    verdict = may_relieve(request.user, assignment.judge.panel.stage)
    form = ReasonForm(posted(request))
    if request.method == "POST":
        refuse_unless(verdict)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            workflow.withdraw(assignment, reason=reason, user=request.user, at=request.at)
            messages.success(request, _("Penugasan sudah ditarik dan juri diberi tahu."))
            return redirect("panel-assignments", slug, assignment.judge_id)
    context = {"edition": edition, "assignment": assignment, "form": form, "verdict": verdict}
    status = 422 if form.errors else 200
    return render(request, "judging/withdrawal.html", context, status=status)


def judge_dismissal(request: Request, slug: str, judge_pk: int) -> HttpResponse:
    """Asks why, and what becomes of signed sheets; posting ends the membership."""
    edition, _running = edition_and_stage(slug, request.at)
    judge = get_object_or_404(
        Judge.objects.select_related("user", "panel__stage__edition"),
        panel__stage__edition=edition,
        left_at=None,
        pk=judge_pk,
    )
    verdict = may_relieve(request.user, judge.panel.stage)
    form = DismissalForm(posted(request))
    if request.method == "POST":
        refuse_unless(verdict)
        if form.is_valid():
            workflow.relieve(judge, user=request.user, at=request.at, **form.cleaned_data)
            messages.success(
                request, _("%(judge)s tidak bertugas lagi. Tunjuk penggantinya.") % {"judge": judge}
            )
            return _to_panel(judge.panel.stage)
    context = {"edition": edition, "judge": judge, "form": form, "verdict": verdict}
    status = 422 if form.errors else 200
    return render(request, "judging/dismissal.html", context, status=status)


def said(count: int) -> str:
    if not count:
        return _("Tidak ada penugasan baru.")
    return ngettext(
        "%(count)d usulan ditugaskan dan juri diberi tahu.",
        "%(count)d usulan ditugaskan dan juri diberi tahu.",
        count,
    ) % {"count": count}
