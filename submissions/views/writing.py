"""The writing desk: the sections."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.models import Section
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import refusal_page
from inovasi.lib.verdict import Stale
from submissions import workflow
from submissions.forms import AnswerForm
from submissions.models import Answer, Submission
from submissions.permissions import may_write
from submissions.views.entries import own_submission


def submission_section(request: Request, pk: int, section_pk: int) -> HttpResponse:
    submission = own_submission(request, pk)
    answer = get_object_or_404(submission.answers.select_related("section"), section_id=section_pk)
    form = AnswerForm(
        posted(request),
        section=answer.section,
        initial={"text": answer.text, "version": answer.version},
    )
    verdict = may_write(request.user, submission, request.at)
    if not verdict:
        return refusal_page(request, verdict.reason, form)
    if request.method == "POST" and form.is_valid():
        try:
            saved = workflow.save_answer(
                submission, answer.section, user=request.user, at=request.at, **form.cleaned_data
            )
        except Stale as stale:
            return _both_texts(request, submission, form, stale.current)
        _say_saved(request, saved)
        return redirect(_after_section(request, submission, answer.section))
    context = {"form": form, "submission": submission, "section": answer.section, "answer": answer}
    return render(request, "submissions/section.html", context, status=422 if form.errors else 200)


def _both_texts(
    request: Request, submission: Submission, form: AnswerForm, saved: Answer
) -> HttpResponse:
    """A team mate was faster: nothing is overwritten, both texts are on the page."""
    context = {
        "submission": submission,
        "section": saved.section,
        "saved": saved,
        "own": form.cleaned_data["text"],
    }
    return render(request, "submissions/section_stale.html", context, status=409)


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
