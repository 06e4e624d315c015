"""The judge's pages: own assignments, the entry beside its sheet, signing, abstaining."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib import kept_text
from inovasi.lib.forms import posted, whole_number
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of, refusal_page
from inovasi.lib.verdict import Refused, Stale, refuse_unless
from judging import queries, workflow
from judging.forms import ReasonForm, SheetForm
from judging.models import Assignment, ScoreSheet
from judging.permissions import may_meet, may_score, not_taken
from judging.presentation import blind_parts
from judging.views.sheet_saving import autosave, keep
from submissions import reading
from submissions.presentation import entry_parts


def assignment_list(request: Request) -> HttpResponse:
    own = Assignment.objects.of(request.user)
    in_force = own.in_force().running()
    next_up = in_force.waiting().filter(cleared_at__isnull=False).for_list().first()
    context = {
        "page": page_of(own.kept().for_list(), request),
        "undeclared_count": in_force.filter(cleared_at=None).count(),
        "total": in_force.count(),
        "signed_count": in_force.signed().count(),
        "next_up": next_up,
        "chaired": queries.chaired(request.user),
        **_saving(request),
    }
    return render(request, "judging/assignments.html", context)


def _saving(request: Request) -> dict[str, str]:
    """What a page needs to save by itself: for whom it was made, and where its token is."""
    return {"mark": kept_text.mark_of(request.user.pk), "csrf_cookie": settings.CSRF_COOKIE_NAME}


def _own_assignment(request: Request, pk: int) -> Assignment:
    """Any assignment of the judge's own, withdrawn ones too: what is sent for it must not 404."""
    rows = Assignment.objects.of(request.user).select_related(
        "judge__panel__stage",
        "judge__home_unit",
        "judge__user",
        "sheet",
        "submission__edition",
        "submission__unit",
        "submission__category",
        "submission__group",
        "submission__innovation",
        "submission__blind_copy",
    )
    if request.method != "POST":
        rows = rows.with_a_page()
    return get_object_or_404(rows, pk=pk)


def _refuse_outsiders(assignment: Assignment) -> None:
    """Who left the panel, or is related to the entry, reads nothing of it; nor of one that left."""
    if assignment.has_left:
        refuse_unless(not_taken(assignment))
    refuse_unless(assignment.judge.is_serving, _("Keanggotaan Anda di tim penilai sudah berakhir."))
    refuse_unless(may_meet(assignment))


def score_sheet(request: Request, pk: int) -> HttpResponse:
    assignment = _own_assignment(request, pk)
    is_sent = request.method == "POST"
    form = _form(assignment, request.POST if is_sent else kept_text.kept_form(request))
    if request.method == "POST":
        if request.headers.get("Accept") == "application/json":
            return autosave(request, assignment, form)
        return _save(request, assignment, form)
    _refuse_outsiders(assignment)
    if not assignment.judge.has_accepted:
        return redirect("judge-invitation", assignment.judge_id)
    if assignment.cleared_at is None:
        if assignment.is_blind:
            return redirect("unit-declaration", assignment.judge_id)
        return redirect("declarations")
    if assignment.has_abstained:
        return redirect("abstention", pk)
    return _render(request, assignment, form)


def _save(request: Request, assignment: Assignment, form: SheetForm) -> HttpResponse:
    verdict = may_score(request.user, assignment, request.at)
    if not verdict:
        keep(request, assignment, form, verdict.reason)
        return refusal_page(request, verdict.reason, form)
    if not form.is_valid():
        return _render(request, assignment, form, status=422)
    try:
        sheet = workflow.save_sheet(
            assignment,
            scores=form.scores(),
            version=form.cleaned_data["version"],
            user=request.user,
            at=request.at,
            **form.notes(),
        )
    except Stale as stale:
        return _both_sheets(request, assignment, form, stale.current)
    except Refused as refusal:
        keep(request, assignment, form, refusal.reason)
        return refusal_page(request, refusal.reason, form)
    kept_text.forget(request)
    messages.success(request, _("Lembar penilaian tersimpan sebagai draf."))
    return _after_saving(request, assignment, sheet)


def _after_saving(request: Request, assignment: Assignment, sheet: ScoreSheet) -> HttpResponse:
    if "sign" in request.POST and sheet.total is not None:
        return redirect("score-sheet-signature", assignment.pk)
    if "next" in request.POST:
        return _to_next(request, assignment)
    return redirect("score-sheet", assignment.pk)


def _to_next(request: Request, assignment: Assignment) -> HttpResponse:
    """The next own sheet that waits in this stage, else the list."""
    stage = assignment.judge.panel.stage
    following = queries.progress(request.user, stage, assignment.pk).next
    return redirect("score-sheet", following) if following else redirect("assignments")


def score_sheet_signature(request: Request, pk: int) -> HttpResponse:
    """Shows what will be signed; signing locks the sheet."""
    assignment = _own_assignment(request, pk)
    _refuse_outsiders(assignment)
    sheet = getattr(assignment, "sheet", None)
    if sheet is None or sheet.total is None:
        messages.error(request, _("Isi nilai untuk setiap kriteria sebelum menandatangani."))
        return redirect("score-sheet", pk)
    verdict = may_score(request.user, assignment, request.at)
    if request.method == "POST":
        if not sheet.is_signed:
            refuse_unless(verdict)
        return _sign(request, assignment)
    context = {
        "assignment": assignment,
        "sheet": sheet,
        "scores": sheet.scores.select_related("criterion"),
        "verdict": verdict,
        "progress": queries.progress(request.user, assignment.judge.panel.stage, pk),
    }
    return render(request, "judging/sheet_sign.html", context)


def _sign(request: Request, assignment: Assignment) -> HttpResponse:
    version = whole_number(request.POST.get("version", ""))
    try:
        workflow.sign(assignment, version=version, user=request.user, at=request.at)
    except Stale:
        messages.error(request, _("Lembar ini berubah di tab lain. Baca sekali lagi."))
        return redirect("score-sheet-signature", assignment.pk)
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect("score-sheet", assignment.pk)
    messages.success(request, _("Lembar penilaian sudah ditandatangani."))
    return _to_next(request, assignment) if "next" in request.POST else redirect("assignments")


def abstention(request: Request, pk: int) -> HttpResponse:
    """Asks why the judge does not score this entry; afterwards says so."""
    assignment = _own_assignment(request, pk)
    verdict = may_score(request.user, assignment, request.at)
    form = ReasonForm(posted(request))
    if request.method == "POST":
        if not assignment.has_abstained:
            refuse_unless(verdict)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            workflow.abstain(assignment, reason=reason, user=request.user, at=request.at)
            messages.success(request, _("Anda abstain untuk usulan ini; panitia diberi tahu."))
            return redirect("assignments")
    context = {"assignment": assignment, "form": form, "verdict": verdict}
    status = 422 if form.errors else 200
    return render(request, "judging/abstention.html", context, status=status)


def _form(assignment: Assignment, data: dict[str, str] | None) -> SheetForm:
    criteria = list(assignment.judge.panel.stage.criteria.prefetch_related("bands"))
    return SheetForm(data, criteria=criteria, sheet=getattr(assignment, "sheet", None))


def _render(
    request: Request,
    assignment: Assignment,
    form: SheetForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    stage = assignment.judge.panel.stage
    if request.method == "GET":
        reading.note(
            assignment.submission,
            user=request.user,
            at=request.at,
            capacity=reading.Capacity.JUDGE,
        )
    verdict = may_score(request.user, assignment, request.at)
    context = {
        "assignment": assignment,
        "submission": None if assignment.is_blind else assignment.submission,
        "sheet": getattr(assignment, "sheet", None),
        "verdict": verdict,
        "form": form,
        "progress": queries.progress(request.user, stage, assignment.pk),
        "peers": queries.peers(assignment),
        "awaits_note": _awaits_note(assignment),
        "events": assignment.events.select_related("actor"),
        "is_kept": request.method != "POST" and form.is_bound,
        **_saving(request),
        **_entry(assignment, request),
        **more,
    }
    response = render(request, "judging/sheet.html", context, status=status)
    if verdict and not form.is_bound:
        response["Offline-Account"] = request.user.pk
    return response


def _awaits_note(assignment: Assignment) -> bool:
    """Signed, but too far from the other judges' sheets, and not settled yet."""
    stage, sheet = assignment.judge.panel.stage, getattr(assignment, "sheet", None)
    if stage.split_threshold is None or sheet is None or not sheet.is_signed:
        return False
    return any(case.is_open for case in queries.splits(stage, assignment.submission))


def _entry(assignment: Assignment, request: Request) -> dict[str, object]:
    """The entry as its judge reads it; in a blind stage nothing of it is in the page's reach."""
    if not assignment.is_blind:
        return entry_parts(assignment.submission, request.user)
    copy = assignment.blind_copy
    return {"copy": copy, **(blind_parts(copy) if copy else {})}


def _both_sheets(
    request: Request, assignment: Assignment, form: SheetForm, saved: ScoreSheet
) -> HttpResponse:
    """The sheet was saved in another tab: own numbers stay in the form, the saved ones beside."""
    form.data = {**form.data.dict(), "version": saved.version}
    scores = {score.criterion_id: score.value for score in saved.scores.all()}
    saved_rows = [{"name": c.name, "value": scores.get(c.pk)} for c in form.criteria]
    return _render(request, assignment, form, status=409, saved=saved, saved_rows=saved_rows)
