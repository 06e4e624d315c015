"""A whole entry on paper: one plain dictionary, shown by the print page and by typst."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from inovasi.lib.dates import day, moment
from inovasi.lib.pdf import typeset
from inovasi.templatetags.portal import file_size, playing_time, words_said
from submissions.evidence import evidence_of
from submissions.models import Answer, Evidence, Submission

TEMPLATE = Path(__file__).resolve().parent / "entry.typ"


def entry_document(submission: Submission, at: datetime) -> dict[str, Any]:
    """Everything of an entry as words: facts, sections with their evidence, files."""
    proofs = evidence_of(submission)
    answers = submission.answers.select_related("section")
    return {
        **frame(),
        "title": str(submission),
        "draft": _("DRAF, belum diajukan") if submission.is_editable else "",
        "made": _("Dicetak %(moment)s.") % {"moment": moment(at)},
        "facts": _facts(submission),
        "summary": lines(submission.innovation.summary),
        "sections": [_section(each, proofs.get(each.section_id, [])) for each in answers],
        "files": _files(submission),
    }


def frame() -> dict[str, Any]:
    """What every paper of an entry has: whose it is, and the words around the content."""
    return {
        "government": _("Pemerintah %(regency)s") % {"regency": settings.REGENCY_NAME},
        "owner": settings.OWNER_NAME,
        "words": {
            "page": _("Halaman"),
            "summary": _("Ringkasan inovasi"),
            "empty": _("Belum diisi."),
            "proofs": _("Bukti"),
            "files": _("Dokumen dan video"),
            "no_files": _("Belum ada dokumen dan video."),
        },
    }


def pdf(document: dict[str, Any], at: datetime) -> bytes:
    return typeset(TEMPLATE, document, at)


def _facts(submission: Submission) -> list[tuple[str, str]]:
    applied = submission.innovation.applied_on
    facts = [
        (_("Nomor"), submission.number),
        (_("Unit"), submission.unit_name or str(submission.unit)),
        (_("Edisi"), str(submission.edition)),
        (_("Kelompok"), str(submission.group)),
        (_("Kategori"), str(submission.category)),
        (_("Mulai diterapkan"), day(applied) if applied else ""),
        (_("Keadaan"), submission.status_label),
        (_("Diajukan"), moment(submission.submitted_at) if submission.submitted_at else ""),
    ]
    return [(term, value) for term, value in facts if value]


def _section(answer: Answer, proofs: list[Evidence]) -> dict[str, Any]:
    section = answer.section
    return {
        "title": str(section),
        "question": section.question,
        "lines": lines(answer.text),
        "count": words_said(answer.words, section.min_words, section.max_words),
        "proofs": [f"{each} ({file_size(each.file.size)})" for each in proofs],
    }


def _files(submission: Submission) -> list[str]:
    current = submission.attachments.filter(replaced_at=None).select_related("rule", "file")
    files = [f"{each.rule}: {each.file} ({file_size(each.file.size)})" for each in current]
    video = submission.current_video
    if video is not None and video.link:
        files.append(_("Video: %(link)s") % {"link": video.link})
    elif video is not None:
        files.append(
            _("Video: %(name)s (%(time)s)")
            % {"name": video.original, "time": playing_time(round(float(video.seconds)))}
        )
    return files


def lines(text: str) -> list[str]:
    """The lines of a text; an empty one parts paragraphs."""
    return text.strip().splitlines()
