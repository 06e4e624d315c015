"""The text of an entry as PDF and DOCX, from the revision that was handed in."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from docx import Document

from inovasi.lib.dates import moment
from inovasi.lib.pdf import typeset
from inovasi.lib.texts import clean
from submissions.models import Snapshot, Submission

TEMPLATE = Path(__file__).with_name("entry.typ")


def pdf(submission: Submission, snapshot: Snapshot) -> bytes:
    return typeset(TEMPLATE, facts(submission, snapshot), snapshot.taken_at)


def docx(submission: Submission, snapshot: Snapshot) -> bytes:
    entry = facts(submission, snapshot)
    document = Document()
    document.core_properties.title = entry["title"]
    document.core_properties.author = entry["unit"]
    document.core_properties.created = snapshot.taken_at.replace(tzinfo=None)
    document.add_heading(entry["title"], level=0)
    for label, value in entry["rows"]:
        document.add_paragraph(f"{label}: {value}")
    for heading, text in entry["sections"]:
        document.add_heading(heading, level=1)
        for paragraph in text.split("\n"):
            document.add_paragraph(paragraph)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def facts(submission: Submission, snapshot: Snapshot) -> dict[str, Any]:
    """What stands in the document, from the frozen content."""
    content = json.loads(snapshot.content)
    sections = [[_("Ringkasan inovasi"), content["ringkasan"]]]
    sections += [[f"{each['nomor']}. {each['judul']}", each["teks"]] for each in content["bagian"]]
    return {
        "title": clean(content["judul"]),
        "unit": content["unit"]["nama"],
        "rows": [
            [_("Nomor"), content["nomor"]],
            [_("Unit"), content["unit"]["nama"]],
            [_("Edisi"), submission.edition.name],
            [_("Kelompok"), content["kelompok"]],
            [_("Kategori"), content["kategori"]],
            [_("Mulai diterapkan"), content["mulai_diterapkan"] or "-"],
            [_("Diajukan"), moment(snapshot.taken_at)],
        ],
        "sections": [[heading, clean(text)] for heading, text in sections],
        "seal_label": _("Sidik isi (SHA-256)"),
        "seal": snapshot.sha256,
    }
