"""Evidence of a section: rows of their own, as many as the rule says, frozen with the entry."""

import io
import json
from base64 import b64encode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from conftest import complete, stored
from inovasi.demo.files import statement_pdf
from inovasi.lib.verdict import Refused
from submissions import evidence, workflow
from submissions.evidence_files import evidence_target
from uploads.models import StoredFile, Upload
from uploads.tests.tus import Tus


@pytest.fixture
def section(submission):
    return submission.group.sections.get(number="5")


@pytest.fixture
def path(submission, section):
    return f"/usulan/{submission.pk}/bagian/{section.pk}/bukti/"


@pytest.fixture
def add(submission, section, at):
    """Files evidence called so."""

    def deed(user, name: str = "Laporan"):
        target = evidence_target(submission, section)
        file = stored("evidence", target, user, statement_pdf([name]), "application/pdf")
        row = evidence.add(submission, section, file, user=user, at=at)
        evidence.describe(row, name, user=user, at=at)
        return row

    return deed


def captions(submission) -> list[str]:
    return [str(each) for each in submission.evidence.current()]


def send(browser, path, name: str, content: bytes):
    return browser.post(path, {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_a_pdf_and_a_photo_are_taken_and_the_photo_is_written_anew(
    path, submission, owner, sign_in
):
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(photo, "PNG")
    browser = sign_in(owner)

    first = send(browser, path, "laporan.pdf", statement_pdf(["Laporan"]))
    second = send(browser, path, "foto.png", photo.getvalue())

    assert "laporan.pdf" in first.text
    assert "foto.png" in second.text
    kinds = submission.evidence.values_list("file__content_type", flat=True)
    assert list(kinds) == ["application/pdf", "image/jpeg"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("laporan.docx", b"PK\x03\x04", "Pilih berkas dengan akhiran .pdf"),
        ("laporan.docm", b"PK\x03\x04", "Pilih berkas dengan akhiran .pdf"),
        ("laporan.pdf", b"PK\x03\x04word", "dokumen Word, Excel, atau ZIP yang diberi nama PDF"),
        ("laporan.pdf", b"<html><script>", "halaman web yang diberi nama PDF"),
        ("foto.jpg", statement_pdf(["x"]), "bukan foto JPEG, PNG, atau WebP"),
        ("laporan.pdf", b"", "kosong"),
        ("laporan.pdf", b"%PDF-" + b"0" * 3 * 1024**2, "sedangkan batasnya 2"),
    ],
)
def test_what_will_not_do_is_told_by_its_own_sentence(
    name, content, words, path, submission, owner, sign_in
):
    page = send(sign_in(owner), path, name, content)

    assert page.status_code == 422
    assert words in page.text
    assert not submission.evidence.exists()
    assert not StoredFile.objects.exists()


def test_the_same_file_is_taken_once_until_it_is_taken_out(
    path, submission, section, owner, sign_in, at
):
    browser, content = sign_in(owner), statement_pdf(["Laporan"])
    pages = [send(browser, path, "laporan.pdf", content) for _click in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert StoredFile.objects.count() == submission.evidence.count() == 1
    tus = Tus(browser)
    target = evidence_target(submission, section)
    url = tus.started(len(content), name="laporan.pdf", purpose="evidence", target=target)
    told = tus.patch(url, 0, content)
    assert (told.status_code, "sudah ada di sini" in told.text) == (422, True)
    evidence.remove(submission.evidence.get(), user=owner, at=at)
    send(browser, path, "laporan.pdf", content)
    assert submission.evidence.current().count() == 1


def test_the_section_takes_no_more_than_its_rule_says(
    add, path, section, submission, owner, sign_in
):
    browser = sign_in(owner)
    for number in range(section.evidence_max_files):
        add(owner, f"Laporan {number}")

    with pytest.raises(Refused, match="paling banyak memuat 3 bukti"):
        add(owner)
    page = send(browser, path, "lagi.pdf", statement_pdf(["Lagi"]))

    assert page.status_code == 422
    assert "paling banyak memuat 3 bukti" in page.text
    assert submission.evidence.count() == 3
    assert "Kirim berkas" not in page.text


def test_rows_are_described_ordered_and_taken_out_on_the_page(
    add, path, submission, owner, sign_in
):
    rows = [add(owner, name) for name in ("Satu", "Dua", "Tiga")]
    browser = sign_in(owner)

    def press(row, **fields):
        return browser.post(f"/usulan/{submission.pk}/bukti/{row.pk}/", fields, follow=True)

    press(rows[2], up=1, place=3)
    press(rows[2], up=1, place=3)
    assert captions(submission) == ["Satu", "Tiga", "Dua"]
    press(rows[0], up=1)
    assert captions(submission) == ["Satu", "Tiga", "Dua"], "the first stays first"
    press(rows[1], caption="Dua\x00 <b>")
    page = press(rows[0], remove=1)

    assert captions(submission) == ["Tiga", "Dua <b>"]
    assert "Dua &lt;b&gt;" in page.text
    assert StoredFile.objects.count() == 3, "bytes are kept"


def test_a_caption_that_is_too_long_stays_in_its_field(add, submission, owner, sign_in):
    row = add(owner)

    page = sign_in(owner).post(f"/usulan/{submission.pk}/bukti/{row.pk}/", {"caption": "k" * 201})

    assert page.status_code == 422
    assert "k" * 201 in page.text
    row.refresh_from_db()
    assert row.caption == "Laporan"


def test_strangers_and_a_closed_phase_add_nothing(
    add, path, submission, owner, stranger, sign_in, clock, during
):
    row = add(owner)
    their = f"/usulan/{submission.pk}/bukti/{row.pk}/"

    assert sign_in(stranger).get(path).status_code == 404
    assert sign_in(stranger).post(their, {"remove": 1}).status_code == 404
    assert sign_in(stranger).get(f"/berkas/{row.file_id}/").status_code == 404
    clock.move_to(during("penilaian"))
    assert sign_in(owner).post(their, {"remove": 1}).status_code == 403
    assert send(sign_in(owner), path, "x.pdf", statement_pdf(["x"])).status_code == 403
    assert submission.evidence.current().count() == 1


def test_a_section_that_asks_for_none_has_no_page(submission, owner, sign_in):
    section = submission.group.sections.get(number="1")
    path = f"/usulan/{submission.pk}/bagian/{section.pk}/"

    assert sign_in(owner).get(f"{path}bukti/").status_code == 404
    assert "Tambah bukti" not in sign_in(owner).get(path).text


def test_it_is_frozen_with_the_entry_and_shown_to_panitia(
    add, submission, section, owner, committee, sign_in, at
):
    row = add(owner, "Laporan evaluasi")
    gone = add(owner, "Salah")
    evidence.remove(gone, user=owner, at=at)

    snapshot = workflow.submit(complete(submission, owner), user=owner, at=at)

    frozen = {each["nomor"]: each["bukti"] for each in json.loads(snapshot.content)["bagian"]}
    assert frozen["5"] == [
        {"keterangan": "Laporan evaluasi", "nama": "evidence.bin", "sha256": row.file.sha256}
    ]
    assert frozen["1"] == []
    page = sign_in(committee).get(f"/pemeriksaan/{submission.pk}/").text
    assert "Laporan evaluasi" in page
    assert sign_in(committee).head(f"/berkas/{row.file_id}/").status_code == 200
    with pytest.raises(Refused, match="tidak dapat diubah"):
        evidence.remove(row, user=owner, at=at)


@pytest.mark.parametrize("target", ["", "x", "-", "1-x", f"{'9' * 30}-1", "999999-1", "a\x00-1"])
def test_a_target_that_names_nothing_is_not_there(target, submission, owner, sign_in):
    words = {"purpose": "evidence", "filename": "x.pdf", "target": target}
    pairs = (f"{key} {b64encode(word.encode()).decode()}" for key, word in words.items())
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "10",
        "Upload-Metadata": ",".join(pairs),
    }

    answer = sign_in(owner).post("/unggahan/", headers=headers)

    assert 400 <= answer.status_code < 500
    assert not Upload.objects.exists()
