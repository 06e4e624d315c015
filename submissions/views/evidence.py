"""The evidence of a section: one page to add files, describe them, order them, take them out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.models import Section
from inovasi.lib.forms import whole_number
from inovasi.lib.http import Request
from inovasi.lib.verdict import refuse_unless
from submissions import evidence
from submissions.evidence_files import ACCEPTED, evidence_target
from submissions.forms import CaptionForm
from submissions.models import Evidence, Submission
from submissions.permissions import may_write
from submissions.views.entries import own_submission
from uploads.forms import receive, upload_parts


def submission_evidence(request: Request, pk: int, section_pk: int) -> HttpResponse:
    submission = own_submission(request, pk)
    section = get_object_or_404(
        submission.group.sections.filter(evidence_max_files__gt=0), pk=section_pk
    )
    refuse_unless(may_write(request.user, submission, request.at))
    target = evidence_target(submission, section)
    error = receive(request, "evidence", target) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, _("Bukti sudah ditambahkan. Tulis keterangannya."))
        return redirect(request.path)
    return _page(request, submission, section, error=error)


def submission_evidence_row(request: Request, pk: int, evidence_pk: int) -> HttpResponse:
    """What the buttons of a row post: `caption`, `up` or `remove`."""
    submission = own_submission(request, pk)
    rows = submission.evidence.current().select_related("section", "submission__edition")
    row = get_object_or_404(rows, pk=evidence_pk)
    form = CaptionForm(request.POST)
    if "remove" in request.POST:
        evidence.remove(row, user=request.user, at=request.at)
        messages.success(request, _("Bukti dikeluarkan dari usulan."))
    elif "up" in request.POST:
        seen = whole_number(request.POST.get("place", ""))
        evidence.move_up(row, seen=seen, user=request.user, at=request.at)
    elif form.is_valid():
        caption = form.cleaned_data["caption"]
        evidence.describe(row, caption, user=request.user, at=request.at)
        messages.success(request, _("Keterangan tersimpan."))
    else:
        row.caption = request.POST.get("caption", "")
        return _page(request, submission, row.section, faulty=row, form=form)
    return redirect("submission-evidence", pk, row.section_id)


def _page(
    request: Request,
    submission: Submission,
    section: Section,
    *,
    error: str = "",
    faulty: Evidence | None = None,
    form: CaptionForm | None = None,
) -> HttpResponse:
    target = evidence_target(submission, section)
    rows = list(submission.evidence.current().filter(section=section).select_related("file"))
    context = {
        "submission": submission,
        "section": section,
        "rows": [faulty if faulty and each.pk == faulty.pk else each for each in rows],
        "faulty": faulty,
        "form": form,
        "room": section.evidence_max_files - len(rows),
        "upload": upload_parts(
            "evidence",
            target,
            accept=",".join(ACCEPTED),
            done_url=reverse("submission-evidence", args=[submission.pk, section.pk]),
            at=request.at,
        ),
        "error": error,
    }
    status = 422 if error or faulty else 200
    return render(request, "submissions/evidence.html", context, status=status)
