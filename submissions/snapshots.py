"""Freezing what was handed in, so that it can be proved later."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from competitions.models import Edition
from inovasi.lib.seal import sealed
from ledger import workflow as ledger
from submissions.evidence import evidence_of
from submissions.models import Evidence, Snapshot, Submission, Video
from units.models import User


def statement_of(edition: Edition) -> str:
    """What a unit states to be true when it hands in: the edition's words, or the usual ones."""
    return edition.statement.strip() or _(
        "Saya menyatakan isi usulan ini benar. Panitia boleh membatalkan keikutsertaan atau "
        "penghargaan bila terbukti tidak benar."
    )


def content(submission: Submission) -> dict[str, Any]:
    """Everything the unit hands in, as plain data; files by their SHA-256."""
    video = submission.current_video
    proofs = evidence_of(submission)
    return {
        "nomor": submission.number,
        "edisi": submission.edition.slug,
        "kelompok": submission.group.name,
        "kategori": submission.category.name,
        "unit": {"kode": submission.unit.code, "nama": submission.unit_name},
        "judul": submission.title,
        "pernyataan": statement_of(submission.edition),
        "ringkasan": submission.innovation.summary,
        "mulai_diterapkan": submission.innovation.applied_on
        and str(submission.innovation.applied_on),
        "bagian": [
            {
                "nomor": a.section.number,
                "judul": a.section.title,
                "teks": a.text,
                "bukti": [_proof(each) for each in proofs.get(a.section_id, [])],
            }
            for a in submission.answers.select_related("section")
        ],
        "dokumen": [
            {"judul": a.rule.title, "nama": a.file.original_name, "sha256": a.file.sha256}
            for a in submission.attachments.filter(replaced_at=None).select_related("rule", "file")
        ],
        "video": video and _video(video),
    }


def _proof(evidence: Evidence) -> dict[str, str]:
    file = evidence.file
    return {"keterangan": evidence.caption, "nama": file.original_name, "sha256": file.sha256}


def _video(video: Video) -> dict[str, str]:
    if video.link:
        return {"tautan": video.link}
    return {"nama": video.original.original_name, "sha256": video.original.sha256}


def take(submission: Submission, *, user: User, at: datetime) -> Snapshot:
    """Add the next revision with its hash. Call it inside the submitting transaction."""
    text, fingerprint = sealed(content(submission))
    snapshot = Snapshot.objects.create(
        submission=submission,
        revision=submission.snapshots.count() + 1,
        content=text,
        sha256=fingerprint,
        statement_by=user,
        taken_at=at,
    )
    facts = {"revisi": snapshot.revision, "sidik": fingerprint}
    ledger.enter("usulan.tanda-terima", submission, user=user, at=at, **facts)
    return snapshot
