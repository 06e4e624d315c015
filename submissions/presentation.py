"""An entry as pages show it: what was written, attached and filmed. Used by every reader's page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from inovasi.lib.work import WorkState
from submissions.evidence import evidence_of
from submissions.models import Answer, Submission, Video


def entry_parts(submission: Submission) -> dict[str, Any]:
    """Answers, documents and video of an entry, ready for `submissions/_entry.html`."""
    return {
        "answers": _answers(submission),
        "documents": list(
            submission.attachments.filter(replaced_at=None).select_related("rule", "file")
        ),
        "video": video_parts(submission.current_video),
    }


def _answers(submission: Submission) -> list[Answer]:
    """The answers in the order of the form, each with its `proofs`."""
    proofs = evidence_of(submission)
    answers = list(submission.answers.select_related("section"))
    for answer in answers:
        answer.proofs = proofs.get(answer.section_id, [])
    return answers


def video_parts(video: Video | None) -> dict[str, Any] | None:
    """What `partials/video_player.html` needs, with the state in words."""
    if video is None:
        return None
    return {
        "row": video,
        "file_url": _url(video.playable_id),
        "poster_url": _url(video.poster_id),
        "original_url": _url(video.original_id),
        "state": _state(video),
    }


def _url(file_id: object) -> str:
    return reverse("file", args=[file_id]) if file_id else ""


def _state(video: Video) -> str:
    match video.state:
        case WorkState.DONE:
            return ""
        case WorkState.FAILED:
            return _("Salinan putar tidak berhasil dibuat. Unduh berkas aslinya. %(why)s") % {
                "why": video.last_error
            }
    minutes = max(1, round(float(video.seconds) / 60))
    return _("Video sedang diproses, perkiraan %(minutes)d menit. Muat ulang halaman ini.") % {
        "minutes": minutes
    }
