"""The files of an entry that have a page of their own: documents and video."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from inovasi.lib.verdict import refuse_unless
from submissions import attachments
from submissions.files import VIDEO_EXTENSIONS, document_target
from submissions.models import Submission
from submissions.permissions import may_write
from submissions.presentation import video_parts
from submissions.views.entries import own_submission
from uploads import purposes
from uploads.forms import receive


def submission_document(request: Request, pk: int, rule_pk: int) -> HttpResponse:
    submission = own_submission(request, pk)
    rule = get_object_or_404(submission.group.document_rules, pk=rule_pk)
    refuse_unless(may_write(request.user, submission, request.at))
    target = document_target(submission, rule)
    error = receive(request, "document", target) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, _("%(document)s sudah dilampirkan.") % {"document": rule.title})
        return redirect("submission", pk)
    context = {
        "submission": submission,
        "rule": rule,
        "current": submission.attachments.filter(rule=rule, replaced_at=None)
        .select_related("file")
        .first(),
        **_upload(submission, "document", target, ".pdf,application/pdf", error),
    }
    return render(request, "submissions/document.html", context, status=422 if error else 200)


def submission_video(request: Request, pk: int) -> HttpResponse:
    submission = own_submission(request, pk)
    rule = getattr(submission.group, "video_rule", None)
    refuse_unless(rule, _("Kelompok ini tidak meminta video."))
    refuse_unless(may_write(request.user, submission, request.at))
    target = str(submission.pk)
    error = receive(request, "video", target) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, _("Video sudah diterima dan sedang disiapkan."))
        return redirect("submission", pk)
    context = {
        "submission": submission,
        "rule": rule,
        "video": video_parts(submission.current_video),
        **_upload(submission, "video", target, f"video/*,{','.join(VIDEO_EXTENSIONS)}", error),
    }
    return render(request, "submissions/video.html", context, status=422 if error else 200)


def submission_video_retry(request: Request, pk: int) -> HttpResponse:
    submission = own_submission(request, pk)
    video = submission.current_video
    if video is not None:
        attachments.retry_video(video, user=request.user, at=request.at)
        messages.success(request, _("Video akan diproses lagi."))
    return redirect("submission-video", pk)


def _upload(
    submission: Submission, purpose: str, target: str, accepted: str, error: str
) -> dict[str, Any]:
    """What `uploads/upload_form.html` needs."""
    return {
        "purpose": purpose,
        "target": target,
        "limits": purposes.get(purpose).limits(target),
        "accept": accepted,
        "error": error,
        "done_url": reverse("submission", args=[submission.pk]),
    }
