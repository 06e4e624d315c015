"""After the results: objections, certificates, and awards that are taken back."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from downloads.doors import give
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import refuse_unless
from judging import orders, workflow
from judging.models import Award, Objection, Publication, PublishedResult
from judging.permissions import (
    may_answer_objection,
    may_object,
    may_read_feedback,
    may_revoke,
)
from judging.verdict_forms import WordsForm
from judging.views.verdict import public_edition


def own_result(request: Request, slug: str, pk: int) -> PublishedResult:
    """The result of an entry, once it is public, for its unit and for panitia; else 404."""
    rows = PublishedResult.objects.filter(
        publication__in=Publication.objects.visible(request.at)
    ).select_related("publication__edition", "publication__decision", "submission__unit")
    result = get_object_or_404(rows, publication__edition__slug=slug, submission_id=pk)
    if not may_read_feedback(request.user, result):
        raise Http404
    return result


def result_objection(request: Request, slug: str, pk: int) -> HttpResponse:
    """The unit objects to its own result; afterwards what it wrote and what was answered."""
    result = own_result(request, slug, pk)
    row = Objection.objects.filter(result=result).first()
    verdict = may_object(request.user, result, request.at)
    label = _("Apa yang menurut unit Anda tidak sesuai, dan mengapa?")
    form = WordsForm(posted(request), label=label)
    if request.method == "POST":
        if row is None or row.raised_by_id != request.user.pk:
            refuse_unless(verdict)
        if form.is_valid():
            text = form.cleaned_data["text"]
            workflow.object_to(result, text=text, user=request.user, at=request.at)
            messages.success(request, _("Sanggahan sudah disampaikan kepada panitia."))
            return redirect("result-objection", slug, pk)
    context = {"result": result, "row": row, "verdict": verdict, "form": form}
    status = 422 if form.errors else 200
    return render(request, "judging/objection.html", context, status=status)


def objections(request: Request, slug: str) -> HttpResponse:
    """Panitia's list: what waits first, by due date."""
    edition = public_edition(request, slug)
    rows = Objection.objects.filter(result__publication__edition=edition)
    rows = rows.select_related("result", "owner").order_by(
        F("answered_at").asc(nulls_first=True), "due_at", "pk"
    )
    listed = [{"row": row, "is_overdue": row.is_overdue(request.at)} for row in rows]
    return render(request, "judging/objections.html", {"edition": edition, "rows": listed})


def objection_answer(request: Request, slug: str, pk: int) -> HttpResponse:
    rows = Objection.objects.select_related(
        "result__publication__edition", "result__submission__unit", "owner", "raised_by"
    )
    row = get_object_or_404(rows, result__publication__edition__slug=slug, pk=pk)
    verdict = may_answer_objection(request.user, row)
    form = WordsForm(posted(request), label=_("Jawaban untuk unit"))
    if request.method == "POST":
        refuse_unless(verdict)
        if "take" in request.POST:
            workflow.take_on(row, user=request.user, at=request.at)
            return redirect("objection-answer", slug, pk)
        if form.is_valid():
            workflow.answer(row, **form.cleaned_data, user=request.user, at=request.at)
            messages.success(request, _("Jawaban dikirim kepada unit."))
            return redirect("objections", slug)
    context = {"row": row, "result": row.result, "verdict": verdict, "form": form}
    status = 422 if form.errors else 200
    return render(request, "judging/objection_answer.html", context, status=status)


def certificate(request: Request, slug: str, pk: int) -> HttpResponse:
    """The certificate as PDF, for the unit that was honoured and for panitia."""
    result = own_result(request, slug, pk)
    award = get_object_or_404(Award.objects.standing().select_related("result"), result=result)
    asked, source = orders.certificate_order(award, result.publication.edition)
    return give(request, orders.CERTIFICATE, asked, source=source)


def certificates(request: Request, slug: str) -> HttpResponse:
    """The certificates of all who were honoured, for panitia to print."""
    rows = Publication.objects.visible(request.at).select_related("edition")
    edition = get_object_or_404(rows, edition__slug=slug).edition
    asked = {"edisi": edition.pk, "nama": edition.name, "alamat": slug}
    return give(request, orders.CERTIFICATES, asked)


def certificate_check(request: Request, code: str) -> HttpResponse:
    """What the QR code of a certificate leads to: is it genuine, and does the award stand?"""
    rows = Award.objects.select_related("result__publication__edition")
    award = get_object_or_404(
        rows, code=code, result__publication__in=Publication.objects.visible(request.at)
    )
    return render(request, "judging/certificate_check.html", {"award": award})


@reauthentication_required(allow_get=True)
def award_revocation(request: Request, slug: str, pk: int) -> HttpResponse:
    """Asks why; posting takes the award back and tells the unit."""
    rows = Award.objects.select_related("result__publication__edition")
    award = get_object_or_404(rows, result__publication__edition__slug=slug, pk=pk)
    verdict = may_revoke(request.user, award)
    form = WordsForm(
        posted(request),
        label=_("Alasan"),
        help_text=_("Diumumkan di halaman pemeriksaan piagam dan dikirim kepada unit."),
    )
    if request.method == "POST":
        if not award.is_revoked:
            refuse_unless(verdict)
        if form.is_valid():
            reason = form.cleaned_data["text"]
            workflow.revoke_award(award, reason=reason, user=request.user, at=request.at)
            messages.success(request, _("Penghargaan dicabut dan unit diberi tahu."))
            return redirect("results", slug)
    context = {"award": award, "verdict": verdict, "form": form}
    status = 422 if form.errors else 200
    return render(request, "judging/revocation.html", context, status=status)
