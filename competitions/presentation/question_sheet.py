"""The empty question sheet of a group, for those who write without a connection."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Pages
from docx.shared import Cm, Pt

from competitions.models import Group, Section
from competitions.presentation.overview import facts_of
from inovasi.lib.pdf import typeset

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATE = Path(__file__).resolve().parent.parent / "question_sheet.typ"


def sheet(group: Group) -> dict[str, Any]:
    """Everything that the sheet says, as plain data; both forms show the same."""
    edition = group.edition
    return {
        "name": slugify(f"{edition.slug}-{group.name}"),
        "government": settings.REGENCY_NAME,
        "owner": settings.OWNER_NAME,
        "title": _("Lembar pertanyaan %(edition)s") % {"edition": edition.name},
        "group": _("Kelompok %(group)s") % {"group": group.name},
        "note": _(
            "Lembar ini untuk menulis tanpa internet. Usulan hanya diajukan lewat portal: "
            "salin jawaban Anda ke sana sebelum masa pengajuan ditutup."
        ),
        "head": [_("Judul inovasi"), _("Unit"), _("Kategori"), _("Mulai diterapkan")],
        "sections": [_section(each) for each in group.sections.all()],
        "documents_title": _("Dokumen yang dilampirkan"),
        "documents": [_document(each) for each in group.document_rules.all()],
        "page": _("Halaman"),
    }


def _section(section: Section) -> dict[str, str]:
    required = "" if section.is_required else _("tidak wajib")
    return {
        "title": str(section),
        "question": section.question,
        "help": section.help_text,
        "limits": " · ".join(filter(None, [facts_of(section), required, evidence_of(section)])),
    }


def evidence_of(section: Section) -> str:
    """What evidence a section asks for, in words; empty when none."""
    if not section.evidence_max_files:
        return ""
    words = (
        _("bukti %(least)d sampai %(most)d berkas")
        if section.evidence_min_files
        else _("bukti paling banyak %(most)d berkas, tidak wajib")
    ) % {"least": section.evidence_min_files, "most": section.evidence_max_files}
    return f"{words}: {section.evidence_help}" if section.evidence_help else words


def _document(rule: Any) -> str:
    words = _("wajib") if rule.is_required else _("tidak wajib")
    return f"{rule.title} ({words})"


def pdf(data: dict[str, Any], at: datetime) -> bytes:
    return typeset(TEMPLATE, data, at)


def docx(data: dict[str, Any]) -> bytes:
    """A plain Word file with styled headings and room below each question."""
    document = Document()
    for page in document.sections:
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.2)
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.title = data["title"]
    document.core_properties.author = data["owner"]
    document.core_properties.language = "id"
    document.add_heading(f"{data['title']}: {data['group']}", level=1)
    document.add_paragraph(data["note"])
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for words in data["head"]:
        cells = table.add_row().cells
        cells[0].text = words
    for section in data["sections"]:
        _write_section(document, section)
    if data["documents"]:
        document.add_heading(data["documents_title"], level=2)
        for words in data["documents"]:
            document.add_paragraph(words, style="List Bullet")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _write_section(document: Pages, section: dict[str, str]) -> None:
    document.add_heading(section["title"], level=2)
    document.add_paragraph(section["question"])
    if section["help"]:
        document.add_paragraph(section["help"]).runs[0].italic = True
    if section["limits"]:
        run = document.add_paragraph().add_run(section["limits"])
        run.font.size = Pt(9)
    for _line in range(3):
        document.add_paragraph()
