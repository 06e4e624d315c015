"""The pages on which a unit adds documents, its video, the video's captions, or a link instead."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from submissions import attachments
from submissions.files import CAPTION_EXTENSIONS, VIDEO_EXTENSIONS, document_target
from submissions.models import Submission
from submissions.permissions import may_write
from submissions.presentation import retry_url, video_parts
from submissions.views.entries import own_submission
from uploads.forms import receive, upload_parts


def submission_document(request: Request, pk: int, rule_pk: int) -> HttpResponse:
    submission = own_submission(request, pk)
    rule = get_object_or_404(submission.group.document_rules, pk=rule_pk)
    refuse_unless(may_write(request.user, submission, request.at))
    target = document_target(submission, rule)
    error = receive(request, "document", target) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, _("%(document)s sudah dilampirkan.") % {"document": rule.title})
        return redirect("submission", pk)
    current = submission.attachments.filter(rule=rule, replaced_at=None)
    context = {
        "submission": submission,
        "rule": rule,
        "current": current.select_related("file").first(),
        "error": error,
        "upload": _upload(request, submission, "document", target, ".pdf,application/pdf"),
    }
    return render(request, "submissions/document.html", context, status=422 if error else 200)


def submission_video(request: Request, pk: int) -> HttpResponse:
    """The video with all that belongs to it; POST takes a file from a plain form."""
    submission = _with_video(request, pk)
    error = receive(request, "video", str(pk)) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, _("Video sudah diterima dan sedang disiapkan."))
        return redirect("submission", pk)
    return _video_page(request, submission, error)


def submission_video_captions(request: Request, pk: int) -> HttpResponse:
    submission = _with_video(request, pk)
    error = receive(request, "captions", str(pk))
    if error:
        return _video_page(request, submission, error)
    messages.success(request, _("Takarir sudah dipasang."))
    return redirect("submission-video", pk)


def submission_video_link(request: Request, pk: int) -> HttpResponse:
    submission = _with_video(request, pk)
    link = request.POST.get("link", "")
    try:
        attachments.attach_video_link(submission, link, user=request.user, at=request.at)
    except Refused as refusal:
        return _video_page(request, submission, refusal.reason, link=link)
    messages.success(request, _("Tautan video sudah dipasang."))
    return redirect("submission-video", pk)


def submission_video_retry(request: Request, pk: int) -> HttpResponse:
    submission = own_submission(request, pk)
    video = submission.current_video
    if video is not None:
        attachments.retry_video(video, user=request.user, at=request.at)
        messages.success(request, _("Video akan diproses lagi."))
    writes = may_write(request.user, submission, request.at)
    return redirect("submission-video" if writes else "submission", pk)


def _with_video(request: Request, pk: int) -> Submission:
    """The own entry, of a group that asks for a video, while the unit writes."""
    submission = own_submission(request, pk)
    has_rule = hasattr(submission.group, "video_rule")
    refuse_unless(has_rule, _("Kelompok ini tidak meminta video."))
    refuse_unless(may_write(request.user, submission, request.at))
    return submission


def _video_page(
    request: Request, submission: Submission, error: str, link: str = ""
) -> HttpResponse:
    target, video = str(submission.pk), submission.current_video
    rule = submission.group.video_rule
    films, texts = f"video/*,{','.join(VIDEO_EXTENSIONS)}", ",".join(CAPTION_EXTENSIONS)
    context = {
        "submission": submission,
        "rule": rule,
        "video": video_parts(video),
        "retry_url": retry_url(request.user, submission, video),
        "error": error,
        "link": link,
        "link_hosts": settings.VIDEO_LINK_HOSTS if rule.allows_link else (),
        "upload": _upload(request, submission, "video", target, films),
        "caption_upload": _upload(request, submission, "captions", target, texts),
    }
    return render(request, "submissions/video.html", context, status=422 if error else 200)


def _upload(
    request: Request, submission: Submission, purpose: str, target: str, accept: str
) -> dict[str, Any]:
    done_url = reverse("submission", args=[submission.pk])
    return upload_parts(purpose, target, accept=accept, done_url=done_url, at=request.at)
