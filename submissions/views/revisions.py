"""The history of a section: who wrote what, what changed, and taking an earlier text again."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import whole_number
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Stale
from submissions import writing
from submissions.differences import compare
from submissions.models import Answer, AnswerRevision
from submissions.permissions import may_write
from submissions.views.entries import own_submission


def submission_revisions(request: Request, pk: int, section_pk: int) -> HttpResponse:
    """The versions, newest first, and the words that differ between two of them."""
    answer = _own_answer(request, pk, section_pk)
    page = page_of(answer.revisions.select_related("saved_by"), request)
    older, newer = _chosen(request, answer)
    context = {
        "answer": answer,
        "submission": answer.submission,
        "section": answer.section,
        "page": page,
        "older": older,
        "newer": newer,
        "pieces": compare(older.text if older else "", newer.text) if newer else [],
        "write": may_write(request.user, answer.submission, request.at),
    }
    return render(request, "submissions/revisions.html", context)


def submission_revision(request: Request, pk: int, section_pk: int, version: int) -> HttpResponse:
    """Take the text of an earlier version again."""
    answer = _own_answer(request, pk, section_pk)
    revision = get_object_or_404(answer.revisions, version=version)
    revision.answer = answer
    current = whole_number(request.POST.get("version", ""))
    try:
        writing.restore(revision, version=current, user=request.user, at=request.at)
    except Stale:
        messages.warning(
            request,
            _("Bagian ini baru saja disimpan orang lain. Lihat dulu sebelum memulihkannya."),
        )
        return redirect("submission-revisions", pk, section_pk)
    messages.success(request, _("Versi %(version)d dipakai lagi.") % {"version": version})
    return redirect("submission-section", pk, section_pk)


def _own_answer(request: Request, pk: int, section_pk: int) -> Answer:
    submission = own_submission(request, pk)
    answer = get_object_or_404(submission.answers.select_related("section"), section_id=section_pk)
    answer.submission = submission
    return answer


def _chosen(
    request: Request, answer: Answer
) -> tuple[AnswerRevision | None, AnswerRevision | None]:
    """The two versions that `?dari=` and `?ke=` name; else the newest and the one before it."""
    revisions = answer.revisions.select_related("saved_by")
    newer = _named(revisions, request.GET.get("ke", "")) or revisions.first()
    if newer is None:
        return None, None
    earlier = revisions.filter(version__lt=newer.version)
    return _named(earlier, request.GET.get("dari", "")) or earlier.first(), newer


def _named(revisions: QuerySet[AnswerRevision], number: str) -> AnswerRevision | None:
    version = whole_number(number)
    return revisions.filter(version=version).first() if version else None
