"""The text of an entry as PDF and DOCX, from the revision that was handed in."""

import json
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document

from inovasi.lib.dates import day, moment
from inovasi.lib.texts import clean
from submissions import printing
from submissions.models import Snapshot, Submission


def pdf(submission: Submission, snapshot: Snapshot) -> bytes:
    return printing.pdf(frozen_document(submission, snapshot), snapshot.taken_at)


def docx(submission: Submission, snapshot: Snapshot) -> bytes:
    entry = frozen_document(submission, snapshot)
    document = Document()
    document.core_properties.title = entry["title"]
    document.core_properties.author = submission.unit_name
    document.core_properties.created = snapshot.taken_at.replace(tzinfo=None)
    document.add_heading(entry["title"], level=0)
    for label, value in entry["facts"]:
        document.add_paragraph(f"{label}: {value}")
    _part(document, entry["words"]["summary"], entry["summary"])
    for section in entry["sections"]:
        _part(document, section["title"], section["lines"], section["proofs"])
    _part(document, entry["words"]["files"], [], entry["files"])
    document.add_paragraph(entry["made"])
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _part(document: Any, heading: str, lines: list[str], listed: Sequence[str] = ()) -> None:
    document.add_heading(heading, level=1)
    for line in lines:
        document.add_paragraph(line)
    for each in listed:
        document.add_paragraph(each, style="List Bullet")


def frozen_document(submission: Submission, snapshot: Snapshot) -> dict[str, Any]:
    """The paper of an entry as `printing.entry_document` makes it, from the frozen content."""
    content = json.loads(snapshot.content)
    applied = content["mulai_diterapkan"]
    facts = [
        (_("Nomor"), content["nomor"]),
        (_("Unit"), content["unit"]["nama"]),
        (_("Edisi"), submission.edition.name),
        (_("Kelompok"), content["kelompok"]),
        (_("Kategori"), content["kategori"]),
        (_("Mulai diterapkan"), day(date.fromisoformat(applied)) if applied else "-"),
        (_("Diajukan"), moment(snapshot.taken_at)),
    ]
    return {
        **printing.frame(),
        "title": clean(content["judul"]),
        "draft": "",
        "made": _("Sidik isi (SHA-256): %(seal)s") % {"seal": snapshot.sha256},
        "facts": facts,
        "summary": printing.lines(clean(content["ringkasan"])),
        "sections": [_section(each) for each in content["bagian"]],
        "files": _files(content),
    }


def _section(part: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": f"{part['nomor']}. {part['judul']}",
        "question": "",
        "lines": printing.lines(clean(part["teks"])),
        "count": "",
        "proofs": [clean(each["keterangan"] or each["nama"]) for each in part["bukti"]],
    }


def _files(content: dict[str, Any]) -> list[str]:
    files = [f"{each['judul']}: {clean(each['nama'])}" for each in content["dokumen"]]
    video = content["video"]
    if video:
        shown = video.get("tautan") or clean(video["nama"])
        files.append(_("Video: %(name)s") % {"name": shown})
    return files
