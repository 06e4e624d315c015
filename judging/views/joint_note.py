"""The judges of a split entry write a note together; the last who agrees settles it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import refusal_page
from inovasi.lib.verdict import Refused, Stale, refuse_unless
from judging import queries, workflow
from judging.models import Assignment, JointNote
from judging.moderation_forms import JointNoteForm
from judging.permissions import may_join, may_meet, not_taken
from judging.queries import Split


def joint_note(request: Request, pk: int) -> HttpResponse:
    rows = Assignment.objects.of(request.user).with_a_page().for_list()
    given = get_object_or_404(rows.select_related("judge__user", "judge__home_unit"), pk=pk)
    if given.has_left:
        return refusal_page(request, not_taken(given).reason, JointNoteForm(posted(request)))
    refuse_unless(given.judge.is_serving, _("Keanggotaan Anda di tim penilai sudah berakhir."))
    refuse_unless(may_meet(given))
    stage, verdict = given.judge.panel.stage, may_join(request.user, given)
    sheet = getattr(given, "sheet", None)
    if sheet is None or not sheet.is_signed:
        # Asked first: whether the entry is split tells what the others gave.
        messages.info(request, verdict.reason)
        return redirect("score-sheet", pk)
    case = next(iter(queries.splits(stage, given.submission)), None)
    if case is None or given.pk not in {each.pk for each in case.given}:
        messages.info(request, _("Usulan ini tidak menunggu catatan bersama."))
        return redirect("score-sheet", pk)
    note = queries.joint_note(stage, case)
    initial = {"text": note.text, "version": note.version} if note else {"version": 0}
    form = JointNoteForm(posted(request), initial=initial)
    if request.method == "POST":
        refuse_unless(verdict)
        if form.is_valid():
            return _save(request, given, case, form)
    return _render(request, given, case, form)


def _save(request: Request, given: Assignment, case: Split, form: JointNoteForm) -> HttpResponse:
    deed = {"user": request.user, "at": request.at}
    try:
        with transaction.atomic():
            note = workflow.write_joint_note(given, **form.cleaned_data, **deed)
            if "agree" in request.POST:
                workflow.agree_to_joint_note(given, version=note.version, **deed)
    except Stale as stale:
        return _both(request, given, case, form, stale.current)
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return _render(request, given, case, form)
    words = _("Naskah tersimpan. Juri lain membacanya di halaman ini.")
    if "agree" in request.POST:
        words = _("Persetujuan Anda tercatat.")
    messages.success(request, words)
    return redirect("joint-note", given.pk)


def _both(
    request: Request, given: Assignment, case: Split, form: JointNoteForm, saved: JointNote | None
) -> HttpResponse:
    """A fellow judge saved meanwhile: the own text stays in the form, theirs beside it."""
    form.data = {**form.data.dict(), "version": saved.version if saved else 0}
    return _render(request, given, case, form, saved=saved, status=409)


def _render(
    request: Request,
    given: Assignment,
    case: Split,
    form: JointNoteForm,
    *,
    saved: JointNote | None = None,
    status: int = 0,
) -> HttpResponse:
    stage = given.judge.panel.stage
    note = queries.joint_note(stage, case)
    agreed = queries.agreed(note) if note else set()
    context = {
        "assignment": given,
        "stage": stage,
        "case": case,
        "note": note,
        "saved": saved,
        "form": form,
        "judges": [
            {
                "code": each.judge.code,
                "is_own": each.pk == given.pk,
                "agrees": each.judge_id in agreed,
            }
            for each in case.given
        ],
        "agrees": given.judge_id in agreed,
        "peers": queries.peers(given),
        "verdict": may_join(request.user, given),
    }
    status = status or (422 if form.errors else 200)
    return render(request, "judging/joint_note.html", context, status=status)
