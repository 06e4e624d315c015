"""Guideline and forms to download: PDF and Word without macros, by panitia, before the opening."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from competitions import workflow
from competitions.word_files import DOCX_TYPE, check_docx
from conftest import AT
from inovasi.demo.files import statement_pdf
from uploads.errors import NotYours, Refused
from uploads.intake import accept
from uploads.models import StoredFile

pytestmark = pytest.mark.usefixtures("clock")


def word(*, extra: dict[str, bytes] | None = None, types: str = "") -> bytes:
    """A Word file; with parts of one's own, or words put into its list of types."""
    file = BytesIO()
    document = Document()
    document.add_paragraph("Yang bertanda tangan di bawah ini")
    document.save(file)
    made = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "[Content_Types].xml" and types:
                content = content.replace(b"</Types>", types.encode() + b"</Types>")
            new.writestr(part.filename, content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return made.getvalue()


MACRO = (
    '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
)
REMOTE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/attachedTemplate" Target="https://jahat.example/x.dotm" '
    b'TargetMode="External"/></Relationships>'
)


def zipped(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return file.getvalue()


HOSTILE = {
    "macro": (word(extra={"word/vbaProject.bin": b"x"}), "makro"),
    "macro type": (word(types=MACRO), "makro"),
    "active object": (word(extra={"word/activeX/a.bin": b"x"}), "makro atau objek aktif"),
    "embedded": (word(extra={"word/embeddings/o.bin": b"x"}), "makro atau objek aktif"),
    "remote template": (
        word(extra={"word/_rels/settings.xml.rels": REMOTE}),
        "memuat isi dari luar",
    ),
    "old word or locked": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "Word lama atau dikunci"),
    "pdf": (statement_pdf(["x"]), "PDF yang diberi nama DOCX"),
    "web page": (b"<html>" + b"x" * 100, "bukan dokumen Word"),
    "other zip": (zipped(a=b"x"), "bukan dokumen Word"),
    "cut off": (word()[:-400], "rusak"),
    "not xml": (zipped(**{"[Content_Types].xml": b"x", "word__document.xml": b"x"}), "rusak"),
    "something behind": (word() + b"<script>", "berkas lain di dalamnya"),
    "bomb": (word(extra={"word/media/a.png": b"\0" * 101 * 1024**2}), "terlalu besar"),
}


def test_a_plain_word_file_is_one(tmp_path: Path):
    path = tmp_path / "a.docx"
    path.write_bytes(word())
    assert check_docx(path) == DOCX_TYPE


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_harmless_word_file_is_refused_with_its_sentence(kind, tmp_path: Path):
    content, says = HOSTILE[kind]
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with pytest.raises(Refused, match=says):
        check_docx(path)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_panitia_attaches_and_takes_away_a_form(sign_in, committee, draft):
    rule = draft.groups.get().document_rules.first()
    page = reverse("edition-template", args=[draft.slug, rule.pk])
    browser = sign_in(committee)

    assert browser.post(page, {"file": upload("surat.docx", word())}).status_code == 302
    rule.refresh_from_db()
    assert (rule.template.content_type, rule.template.purpose) == (DOCX_TYPE, "document-template")
    assert "surat.docx" in browser.get(page).text
    assert b"".join(browser.get(reverse("file", args=[rule.template_id]))).startswith(b"PK")
    browser.post(page, {"hapus": "1"})
    rule.refresh_from_db()
    assert rule.template is None


def test_a_bad_guideline_is_refused_at_the_page(sign_in, committee, draft):
    page = reverse("edition-guideline", args=[draft.slug])
    browser = sign_in(committee)
    for name, content, says in (
        ("juknis.docx", HOSTILE["macro"][0], "makro"),
        ("juknis.exe", b"MZ", "Jenis berkas ini tidak diterima"),
        ("juknis.pdf", word(), "Word, Excel, atau ZIP yang diberi nama PDF"),
    ):
        answer = browser.post(page, {"file": upload(name, content)})
        assert answer.status_code == 422
        assert says in answer.text
    assert not StoredFile.objects.exists()
    assert browser.post(page, {"file": upload("j.pdf", statement_pdf(["J"]))}).status_code == 302
    draft.refresh_from_db()
    assert draft.guideline.original_name == "j.pdf"


def test_nobody_else_sends_or_reads_it_and_nobody_after_the_opening(
    sign_in, owner, committee, draft
):
    def send(user, target: str):
        return accept(
            user=user,
            purpose="guideline",
            target=target,
            uploaded_file=upload("j.pdf", statement_pdf(["J"])),
            at=AT,
        )

    with pytest.raises(NotYours):
        send(owner, str(draft.pk))
    for target in ("0", "x", "9" * 60, "٣²"):
        with pytest.raises(NotYours):
            send(committee, target)
    file = send(committee, str(draft.pk))
    assert sign_in(owner).get(reverse("file", args=[file.pk])).status_code == 404
    workflow.open_edition(draft, user=committee, at=AT)
    answer = sign_in(committee).get(reverse("edition-guideline", args=[draft.slug]))
    assert answer.status_code == 403
    with pytest.raises(Exception, match="terkunci"):
        send(committee, str(draft.pk))
