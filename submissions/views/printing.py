"""The whole entry to print, and as a PDF."""

from django.http import HttpResponse
from django.shortcuts import render

from downloads.doors import give
from inovasi.lib.http import Request
from submissions import orders, reading
from submissions.printing import entry_document
from submissions.views.entries import visible_submission


def submission_print(request: Request, pk: int) -> HttpResponse:
    submission = visible_submission(request, pk)
    way = reading.Way.DOCUMENT
    reading.note_unless_own(submission, user=request.user, at=request.at, way=way)
    context = {"submission": submission, "entry": entry_document(submission, request.at)}
    return render(request, "submissions/print.html", context)


def submission_pdf(request: Request, pk: int) -> HttpResponse:
    submission = visible_submission(request, pk)
    arguments = {"usulan": submission.pk, "nama": submission.number or str(submission)}
    return give(request, orders.PAPER, arguments)
