"""Guideline and forms to download: PDF and Word without macros, by panitia, before the opening."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from competitions import workflow
from competitions.models import Edition
from competitions.word_files import DOCX_TYPE, check_docx
from conftest import AT
from inovasi.demo.files import statement_pdf
from inovasi.lib import verdict
from notifications.models import Message
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


# --- after the opening: another file, with a reason -------------------------------------------


@pytest.fixture
def page(edition) -> str:
    return reverse("edition-file", args=[edition.slug, f"juknis-{edition.pk}"])


def waiting(edition) -> StoredFile:
    return workflow.waiting_file(Edition.objects.get(pk=edition.pk))


def test_a_new_guideline_counts_once_its_reason_is_given(
    sign_in, committee, edition, submission, owner, page, client
):
    browser, public = sign_in(committee), reverse("rulebook-guideline", args=[edition.slug])
    first = upload("juknis-baru.pdf", statement_pdf(["Juknis"]))

    assert browser.post(page, {"file": first}).status_code == 302
    assert client.get(public).status_code == 404
    form = {"file": waiting(edition).pk, "seen": "", "reason": "Lampiran tertinggal"}
    middle = browser.post(page, form)
    assert "juknis-baru.pdf (SHA-256" in middle.text
    assert not edition.changes.filter(kind="berkas").exists()
    for _click in range(2):
        browser.post(page, {**form, "yakin": "1"})

    change = edition.changes.get(kind="berkas")
    assert (change.before, change.reason) == ("", "Lampiran tertinggal")
    assert change.after.startswith("juknis-baru.pdf (SHA-256 ")
    assert b"".join(client.get(public)).startswith(b"%PDF")
    assert owner.email in {m.address for m in Message.objects.filter(key__contains="rule-change")}
    assert "Lampiran tertinggal" in client.get(reverse("rulebook", args=[edition.slug])).text


def test_a_form_gets_a_successor_and_somebody_slower_is_told(
    sign_in, committee, edition, second_committee, clock
):
    rule = edition.groups.get().document_rules.first()
    page = reverse("edition-file", args=[edition.slug, f"contoh-{rule.pk}"])
    browser = sign_in(committee)
    browser.post(page, {"file": upload("satu.docx", word())})
    form = {"file": workflow.waiting_file(rule).pk, "seen": "", "reason": "Kop surat baru"}
    browser.post(page, {**form, "yakin": "1"})
    rule.refresh_from_db()
    assert rule.template.original_name == "satu.docx"

    clock.shift(60)
    browser.post(page, {"file": upload("dua.docx", word())})
    late = {**form, "file": workflow.waiting_file(rule).pk, "yakin": "1"}
    answer = sign_in(second_committee).post(page, late)

    assert answer.status_code == 409
    assert "Rekan Anda baru saja mengganti" in answer.text
    assert "Kop surat baru" in answer.text
    rule.refresh_from_db()
    assert rule.template.original_name == "satu.docx"


def test_a_bad_or_foreign_file_and_a_missing_reason_replace_nothing(
    sign_in, committee, edition, page
):
    browser = sign_in(committee)
    macro = browser.post(page, {"file": upload("juknis.docx", HOSTILE["macro"][0])})
    assert macro.status_code == 422
    assert "makro" in macro.text
    browser.post(page, {"file": upload("j.pdf", statement_pdf(["J"]))})
    mine = waiting(edition)
    assert browser.post(page, {"file": mine.pk, "reason": " "}).status_code == 422
    StoredFile.objects.filter(pk=mine.pk).update(target="contoh-1")
    with pytest.raises(verdict.Refused, match="tidak diunggah untuk bagian ini"):
        workflow.replace_file(
            edition,
            StoredFile.objects.get(pk=mine.pk),
            seen="",
            reason="Coba",
            user=committee,
            at=AT,
        )
    assert not edition.changes.filter(kind="berkas").exists()


def test_a_file_is_replaced_by_panitia_in_opened_rules_only(
    sign_in, owner, committee, draft, edition, page
):
    assert sign_in(owner).get(page).status_code == 403
    drafted = reverse("edition-file", args=[draft.slug, f"juknis-{draft.pk}"])
    assert sign_in(committee).get(drafted).status_code == 403
    for address in ("juknis-0", "lain-1", f"juknis-{draft.pk}", "contoh-x"):
        other = reverse("edition-file", args=[edition.slug, address])
        assert sign_in(committee).get(other).status_code == 404
