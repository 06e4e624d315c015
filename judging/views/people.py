"""The judge's way in: the invitation, the integrity statement, statements about conflicts."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inovasi.lib.forms import posted, whole_number
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from judging import workflow
from judging.conflicts import Conflicts
from judging.forms import ReasonForm
from judging.models import Assignment, Judge
from judging.permissions import may_answer, may_declare


def _own_judgeship(request: Request, pk: int) -> Judge:
    rows = Judge.objects.filter(user=request.user).select_related("panel__stage__edition", "user")
    return get_object_or_404(rows, pk=pk)


def invitation(request: Request, pk: int) -> HttpResponse:
    """The decree and the statement; posting signs it and so accepts."""
    judge = _own_judgeship(request, pk)
    verdict = may_answer(request.user, judge)
    if request.method == "POST":
        refuse_unless(verdict)
        workflow.accept(judge, user=request.user, at=request.at)
        messages.success(request, _("Pakta integritas sudah ditandatangani. Terima kasih."))
        return redirect("declarations")
    return _render_invitation(request, judge, ReasonForm())


def invitation_refusal(request: Request, pk: int) -> HttpResponse:
    judge = _own_judgeship(request, pk)
    refuse_unless(may_answer(request.user, judge))
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            workflow.decline(judge, reason=reason, user=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Undangan sudah Anda tolak; panitia diberi tahu."))
            return redirect("home")
    return _render_invitation(request, judge, form)


def _render_invitation(request: Request, judge: Judge, form: ReasonForm) -> HttpResponse:
    context = {
        "judge": judge,
        "panel": judge.panel,
        "form": form,
        "verdict": may_answer(request.user, judge),
    }
    status = 422 if form.errors else 200
    return render(request, "judging/invitation.html", context, status=status)


def _undeclared(request: Request) -> QuerySet[Assignment]:
    """Own assignments about which nothing was stated yet."""
    return (
        Assignment.objects.of(request.user)
        .in_force()
        .filter(
            cleared_at=None,
            judge__accepted_at__isnull=False,
            judge__panel__stage__is_blind=False,
        )
        .exclude(submission__conflicts__person=request.user)
        .select_related(
            "judge__user",
            "judge__home_unit",
            "judge__panel__stage__edition",
            "submission__edition",
            "submission__unit",
            "submission__innovation",
        )
        .order_by("submission__edition", "submission__sequence")
    )


def declarations(request: Request) -> HttpResponse:
    """Entry by entry, before anything opens: no conflict of interest, or a link to state one."""
    rows = list(_undeclared(request))
    if request.method == "POST":
        numbers = {whole_number(each) for each in request.POST.getlist("assignment")}
        chosen = [row for row in rows if row.pk in numbers]
        count = workflow.clear(chosen, user=request.user, at=request.at)
        messages.success(
            request,
            ngettext("%(count)d usulan terbuka.", "%(count)d usulan terbuka.", count)
            % {"count": count},
        )
        return redirect("declarations" if len(chosen) < len(rows) else "assignments")
    known = Conflicts({row.judge for row in rows}, [row.submission for row in rows])
    context = {
        "rows": [
            {
                "assignment": row,
                "names": known.names[row.submission.innovation_id],
                "conflict": known.between(row.judge, row.submission).reason,
            }
            for row in rows
        ],
        "blind": Judge.objects.filter(
            user=request.user, left_at=None, panel__stage__is_blind=True, accepted_at__isnull=False
        ).select_related("panel__stage__edition"),
        "invitation": Judge.objects.filter(
            user=request.user, accepted_at=None, left_at=None
        ).first(),
    }
    return render(request, "judging/declarations.html", context)


def assignment_conflict(request: Request, pk: int) -> HttpResponse:
    """States a conflict of interest with one entry, without opening it."""
    rows = Assignment.objects.of(request.user).in_force()
    assignment = get_object_or_404(
        rows.select_related("judge__panel__stage__edition", "judge__user", "submission__edition"),
        pk=pk,
    )
    verdict = may_declare(request.user, assignment)
    form = ReasonForm(posted(request))
    if request.method == "POST":
        refuse_unless(verdict)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            workflow.declare(assignment, reason=reason, user=request.user, at=request.at)
            messages.success(request, _("Pernyataan Anda tersimpan dan panitia diberi tahu."))
            return redirect("declarations")
    context = {"assignment": assignment, "form": form, "verdict": verdict}
    status = 422 if form.errors else 200
    return render(request, "judging/conflict_statement.html", context, status=status)
