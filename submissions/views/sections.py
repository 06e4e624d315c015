"""Writing a section: with a button, or saved by itself while somebody types."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.models import Section
from inovasi.lib import kept_text
from inovasi.lib.dates import moment
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import refusal_page
from inovasi.lib.verdict import Refused, Stale
from submissions import writing
from submissions.evidence import evidence_of
from submissions.forms import AnswerForm
from submissions.models import LONGEST_ANSWER, Answer, Submission
from submissions.permissions import may_write
from submissions.views.entries import own_submission

REMOVED = gettext_lazy(
    "Bagian ini sudah dikeluarkan dari formulir. Salin tulisan Anda bila masih diperlukan."
)


def submission_section(request: Request, pk: int, section_pk: int) -> HttpResponse:
    if request.method == "POST" and request.headers.get("Accept") == "application/json":
        return _autosave(request, pk, section_pk)
    submission = own_submission(request, pk)
    answers = submission.answers.select_related("section", "changed_by")
    answer = answers.filter(section_id=section_pk).first()
    if answer is None:
        return _section_is_gone(request)
    form = AnswerForm(
        posted(request),
        section=answer.section,
        initial={"text": answer.text, "version": answer.version},
    )
    verdict = may_write(request.user, submission, request.at)
    if not verdict:
        return refusal_page(request, verdict.reason, form)
    if request.method == "POST" and form.is_valid():
        return _save(request, submission, answer, form.cleaned_data)
    return _page(request, submission, answer, form)


def signed_in_again(request: Request) -> HttpResponse:
    """Where signing in leads from a page that waits in another tab."""
    return render(request, "submissions/signed_in_again.html")


def _page(
    request: Request, submission: Submission, answer: Answer, form: AnswerForm
) -> HttpResponse:
    kept = kept_text.kept(request)
    if kept and kept.version != answer.version:
        return _both_texts(request, submission, kept.text, answer)
    if kept and not form.is_bound:
        form.initial["text"] = kept.text
    context = {
        "form": form,
        "submission": submission,
        "section": answer.section,
        "answer": answer,
        "proofs": evidence_of(submission).get(answer.section_id, []),
        "is_kept": kept is not None,
        "mark": kept_text.mark_of(request.user.pk),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "longest": LONGEST_ANSWER,
    }
    return render(request, "submissions/section.html", context, status=422 if form.errors else 200)


def _save(
    request: Request, submission: Submission, answer: Answer, data: dict[str, Any]
) -> HttpResponse:
    try:
        saved = writing.save_answer(
            submission, answer.section, user=request.user, at=request.at, **data
        )
    except Stale as stale:
        return _both_texts(request, submission, data["text"], stale.current, status=409)
    kept_text.forget(request)
    _say_saved(request, saved)
    return redirect(_after_section(request, submission, answer.section))


def _autosave(request: Request, pk: int, section_pk: int) -> JsonResponse:
    """The same deed for a page that saves by itself; every answer but a save has a `reason`."""
    form = AnswerForm(request.POST)
    if kept_text.writer_of(request.POST.get("writer", "")) != request.user.pk:
        words = _(
            "Di peramban ini sekarang masuk akun lain: %(name)s. Masuk lagi dengan akun Anda."
        )
        return _said(403, words % {"name": request.user})
    if not form.is_valid():
        return _said(422, " ".join(form.errors.get("text", [_("Muat ulang halaman ini.")])))
    try:
        answer = writing.save_answer(
            pk, section_pk, user=request.user, at=request.at, **form.cleaned_data
        )
    except Answer.DoesNotExist:
        own_submission(request, pk)
        return _said(410, REMOVED)
    except Refused as refusal:
        own_submission(request, pk)
        return _said(403, refusal.reason)
    except Stale as stale:
        return _said(409, _("Rekan Anda baru saja menyimpan bagian ini."), **_other(stale.current))
    kept_text.forget(request)
    return JsonResponse(
        {"saved": f"{timezone.localtime(request.at):%H:%M:%S}", "version": answer.version}
    )


def _said(status: int, reason: object, **more: Any) -> JsonResponse:
    return JsonResponse({"reason": str(reason), **more}, status=status)


def _other(saved: Answer) -> dict[str, Any]:
    """What somebody else saved meanwhile, for the page to show beside the own text."""
    return {
        "text": saved.text,
        "version": saved.version,
        "actor": str(saved.changed_by or ""),
        "moment": moment(saved.changed_at) if saved.changed_at else "",
    }


def _section_is_gone(request: Request) -> HttpResponse:
    """The rulebook changed while the page was open: 410, with the text to copy."""
    if request.method != "POST":
        raise Http404
    return refusal_page(request, str(REMOVED), AnswerForm(request.POST), status=410)


def _both_texts(
    request: Request, submission: Submission, own: str, saved: Answer, *, status: int = 200
) -> HttpResponse:
    """A team mate was faster: nothing is overwritten, both texts are on the page."""
    context = {
        "submission": submission,
        "section": saved.section,
        "saved": saved,
        "own": own,
        "mark": kept_text.mark_of(request.user.pk),
    }
    return render(request, "submissions/section_stale.html", context, status=status)


def _say_saved(request: Request, answer: Answer) -> None:
    if answer.surplus:
        messages.warning(
            request,
            _("Tersimpan. Masih %(surplus)d kata terlalu banyak untuk diajukan.")
            % {"surplus": answer.surplus},
        )
    else:
        messages.success(request, _("Tersimpan."))


def _after_section(request: Request, submission: Submission, section: Section) -> str:
    if "next" in request.POST:
        later = submission.group.sections.filter(order__gt=section.order).first()
        if later is not None:
            return reverse("submission-section", args=[submission.pk, later.pk])
    if "stay" in request.POST:
        return reverse("submission-section", args=[submission.pk, section.pk])
    return reverse("submission", args=[submission.pk])
