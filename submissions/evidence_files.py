"""Evidence as `uploads` carries it: PDF, and photos that are decoded and written anew."""

from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from competitions.models import Section
from submissions import evidence
from submissions.files import EntryFile, find_submission, of_rows
from submissions.models import Submission
from units.models import User
from uploads.admission import check_pdf
from uploads.models import StoredFile
from uploads.names import extension
from uploads.pictures import rewrite_picture
from uploads.purposes import Limits, NotYours

PICTURES = (".jpg", ".jpeg", ".png", ".webp")
ACCEPTED = (".pdf", *PICTURES)


def evidence_target(submission: Submission, section: Section) -> str:
    return f"{submission.pk}-{section.pk}"


class EvidenceFile(EntryFile):
    name = "evidence"

    def limits(self, target: str) -> Limits:
        words = _(
            "PDF tanpa kata sandi, atau foto. Dokumen Word dan Excel: simpan dulu sebagai PDF."
        )
        return Limits(_section(target).evidence_max_bytes, ACCEPTED, words)

    def admit(self, path: Path, original_name: str, target: str) -> str:
        if extension(original_name) in PICTURES:
            return rewrite_picture(path)
        return check_pdf(path)

    def standing(self, target: str) -> QuerySet[StoredFile]:
        shown = find_submission(target).evidence.current().filter(section=_section(target))
        return of_rows(shown.values("file"))

    def received(self, file: StoredFile, user: User, target: str, at: datetime) -> None:
        evidence.add(find_submission(target), _section(target), file, user=user, at=at)


def _section(target: str) -> Section:
    """The section that a target names, as long as it asks for evidence."""
    asking = find_submission(target).group.sections.filter(evidence_max_files__gt=0)
    try:
        return asking.get(pk=int(target.partition("-")[2]))
    except (ValueError, OverflowError, Section.DoesNotExist):
        raise NotYours from None
