"""The judge's pages: own assignments, the entry beside its sheet, signing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted, whole_number
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of, refusal_page
from inovasi.lib.verdict import Refused, Stale, refuse_unless
from judging import workflow
from judging.forms import SheetForm
from judging.models import Assignment, ScoreSheet
from judging.permissions import conflict, may_score
from submissions import reading
from submissions.presentation import entry_parts


def assignment_list(request: Request) -> HttpResponse:
    own = Assignment.objects.of(request.user).in_force()
    context = {
        "page": page_of(own.for_list(), request),
        "undeclared_count": own.filter(cleared_at=None).count(),
        "open_count": own.exclude(sheet__signed_at__isnull=False).count(),
        "signed_count": own.filter(sheet__signed_at__isnull=False).count(),
    }
    return render(request, "judging/assignments.html", context)


def _own_assignment(request: Request, pk: int) -> Assignment:
    rows = (
        Assignment.objects.of(request.user)
        .in_force()
        .select_related(
            "judge__panel__stage",
            "judge__home_unit",
            "judge__user",
            "sheet",
            "submission__edition",
            "submission__unit",
            "submission__category",
            "submission__group",
            "submission__innovation",
        )
    )
    assignment = get_object_or_404(rows, pk=pk)
    refuse_unless(assignment.judge.is_serving, _("Keanggotaan Anda di tim penilai sudah berakhir."))
    refuse_unless(conflict(assignment.judge, assignment.submission))
    return assignment


def score_sheet(request: Request, pk: int) -> HttpResponse:
    assignment = _own_assignment(request, pk)
    if request.method != "POST" and not assignment.judge.has_accepted:
        return redirect("judge-invitation", assignment.judge_id)
    if request.method != "POST" and assignment.cleared_at is None:
        return redirect("declarations")
    sheet = getattr(assignment, "sheet", None)
    verdict = may_score(request.user, assignment, request.at)
    form = _form(assignment, sheet, posted(request))
    if request.method == "POST":
        if not verdict:
            return refusal_page(request, verdict.reason, form)
        if form.is_valid():
            try:
                sheet = workflow.save_sheet(
                    assignment,
                    scores=form.scores(),
                    remark=form.cleaned_data["remark"],
                    version=form.cleaned_data["version"],
                    user=request.user,
                    at=request.at,
                )
            except Stale as stale:
                return _both_sheets(request, assignment, form, stale.current)
            messages.success(request, _("Lembar penilaian tersimpan sebagai draf."))
            return redirect(_next_page(request, sheet), pk)
    return _render(request, assignment, form, status=422 if form.errors else 200)


def score_sheet_signature(request: Request, pk: int) -> HttpResponse:
    """Shows what will be signed; signing locks the sheet."""
    assignment = _own_assignment(request, pk)
    sheet = getattr(assignment, "sheet", None)
    if sheet is None or sheet.total is None:
        messages.error(request, _("Isi nilai untuk setiap kriteria sebelum menandatangani."))
        return redirect("score-sheet", pk)
    verdict = may_score(request.user, assignment, request.at)
    if request.method == "POST":
        if not sheet.is_signed:
            refuse_unless(verdict)
        try:
            workflow.sign(
                assignment,
                version=whole_number(request.POST.get("version", "")),
                user=request.user,
                at=request.at,
            )
        except Stale:
            messages.error(request, _("Lembar ini berubah di tab lain. Baca sekali lagi."))
            return redirect("score-sheet-signature", pk)
        except Refused as refusal:
            messages.error(request, refusal.reason)
            return redirect("score-sheet", pk)
        messages.success(request, _("Lembar penilaian sudah ditandatangani."))
        return redirect("assignments")
    context = {
        "assignment": assignment,
        "sheet": sheet,
        "scores": sheet.scores.select_related("criterion"),
        "verdict": verdict,
    }
    return render(request, "judging/sheet_sign.html", context)


def _form(
    assignment: Assignment, sheet: ScoreSheet | None, data: dict[str, str] | None
) -> SheetForm:
    criteria = list(assignment.judge.panel.stage.criteria.prefetch_related("bands"))
    return SheetForm(data, criteria=criteria, sheet=sheet)


def _render(
    request: Request, assignment: Assignment, form: SheetForm, *, status: int, **more: object
) -> HttpResponse:
    if request.method == "GET":
        reading.note(
            assignment.submission,
            user=request.user,
            at=request.at,
            capacity=reading.Capacity.JUDGE,
        )
    context = {
        "assignment": assignment,
        "submission": assignment.submission,
        "sheet": getattr(assignment, "sheet", None),
        "verdict": may_score(request.user, assignment, request.at),
        "form": form,
        **entry_parts(assignment.submission, request.user),
        **more,
    }
    return render(request, "judging/sheet.html", context, status=status)


def _both_sheets(
    request: Request, assignment: Assignment, form: SheetForm, saved: ScoreSheet
) -> HttpResponse:
    """The sheet was saved in another tab: own numbers stay in the form, the saved ones beside."""
    form.data = {**form.data.dict(), "version": saved.version}
    scores = {score.criterion_id: score.value for score in saved.scores.all()}
    saved_rows = [{"name": c.name, "value": scores.get(c.pk)} for c in form.criteria]
    return _render(request, assignment, form, status=409, saved=saved, saved_rows=saved_rows)


def _next_page(request: Request, sheet: ScoreSheet) -> str:
    wants_to_sign = "sign" in request.POST and sheet.total is not None
    return "score-sheet-signature" if wants_to_sign else "score-sheet"
