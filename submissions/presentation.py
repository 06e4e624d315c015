"""An entry as pages show it: what was written, attached and filmed. Used by every reader's page."""

import math
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inovasi.lib.work import WorkState
from submissions.evidence import evidence_of
from submissions.models import Answer, Submission, Video
from submissions.permissions import may_retry_video
from units.permissions import Visitor
from uploads.clamd import Verdict


def entry_parts(submission: Submission, user: Visitor) -> dict[str, Any]:
    """Answers, documents and video of an entry, ready for `submissions/_entry.html`."""
    video = submission.current_video
    return {
        "answers": _answers(submission),
        "documents": list(
            submission.attachments.filter(replaced_at=None).select_related("rule", "file")
        ),
        "video": video_parts(video),
        "retry_url": retry_url(user, submission, video),
    }


def _answers(submission: Submission) -> list[Answer]:
    """The answers in the order of the form, each with its `proofs`."""
    proofs = evidence_of(submission)
    answers = list(submission.answers.select_related("section"))
    for answer in answers:
        answer.proofs = proofs.get(answer.section_id, [])
    return answers


def video_parts(video: Video | None) -> dict[str, Any] | None:
    """What `submissions/_video.html` needs, with the state in words."""
    if video is None:
        return None
    if video.link:
        return {"link": video.link, "site": urlsplit(video.link).hostname}
    return {
        "file_url": _url(video.playable_id),
        "small_url": _url(video.small_id),
        "small_size": video.small and video.small.size,
        "captions_url": _url(video.captions_id),
        "poster_url": _url(video.poster_id),
        "original_url": _url(video.original_id),
        "state": _state(video),
    }


def retry_url(user: Visitor, submission: Submission, video: Video | None) -> str:
    """Where the unit has a failed video tried again; empty when there is nothing to try."""
    if not video or video.state != WorkState.FAILED or not may_retry_video(user, submission):
        return ""
    return reverse("submission-video-retry", args=[submission.pk])


def _url(file_id: object) -> str:
    return reverse("file", args=[file_id]) if file_id else ""


def _state(video: Video) -> str:
    match video.state:
        case WorkState.DONE:
            return ""
        case WorkState.FAILED if video.original.verdict == Verdict.INFECTED:
            return video.last_error
        case WorkState.FAILED:
            return _("Salinan putar tidak berhasil dibuat. Unduh berkas aslinya. %(why)s") % {
                "why": video.last_error
            }
    if video.playable_id:
        return _("Salinan hemat data sedang dibuat.")
    if video.original.verdict == "":
        return _("Video menunggu pemeriksaan virus. Setelah itu diproses.")
    ahead = Video.objects.ahead_of(video)
    minutes = max(1, math.ceil((ahead.seconds + float(video.seconds)) / 60))
    words = _("Video sedang diproses, perkiraan %(minutes)d menit.") % {"minutes": minutes}
    if ahead.count:
        words += " " + ngettext(
            "%(count)d video lain diproses lebih dulu.",
            "%(count)d video lain diproses lebih dulu.",
            ahead.count,
        ) % {"count": ahead.count}
    return words + " " + _("Sementara itu berkas aslinya dapat diunduh.")
