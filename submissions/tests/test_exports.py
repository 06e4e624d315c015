"""What leaves the portal: for whom, safe to open, whole, and checkable."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from competitions.models import Edition
from conftest import complete, enter, make_innovation
from downloads.models import FRESH, Order
from downloads.tests.following import fetch, read
from innovations.models import Innovation, Theme
from inovasi.demo.files import statement_pdf
from inovasi.lib.work import WorkState
from submissions import workflow
from submissions.forms import ExportForm
from submissions.models import Answer
from uploads.clamd import Verdict
from uploads.models import Scan, StoredFile

EVIL = ["=1+1", "+cmd", "-2+3", "@SUM(A1)"]
TABLE = "/ekspor/?edisi=kipp-2026&kolom=nomor&kolom=judul&kolom=jawaban&jenis="


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def evil(submission, owner, at):
    """An entry whose words would be calculated, run or unpacked elsewhere."""
    complete(submission, owner)
    Innovation.objects.filter(pk=submission.innovation_id).update(title="=HYPERLINK(1)")
    for number, text in zip(("1", "2", "3", "4"), EVIL, strict=True):
        Answer.objects.filter(submission=submission, section__number=number).update(
            text=f"{text} #let x = 1 <b>tebal</b>"
        )
    files = [each.file for each in submission.attachments.select_related("file")]
    for file in files:
        type(file).objects.filter(pk=file.pk).update(original_name="../../etc/surat\\..\\x.pdf")
    submission.innovation.refresh_from_db()
    workflow.submit(submission, user=owner, at=at)
    submission.refresh_from_db()
    return submission


def test_csv_is_utf_8_with_its_mark_and_calculates_nothing(evil, committee, sign_in):
    response = fetch(sign_in(committee), f"{TABLE}csv")
    content = body(response)

    assert response["Content-Disposition"] == 'attachment; filename="usulan-kipp-2026.csv"'
    assert content.startswith("\ufeff".encode())
    head, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert head[:3] == ["Nomor", "Judul", "1. Ringkasan"]
    assert row[:2] == ["KIPP-2026-001", "'=HYPERLINK(1)"]
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_xlsx_holds_the_same_as_text(evil, committee, sign_in):
    content = body(fetch(sign_in(committee), f"{TABLE}xlsx"))

    head, row = load_workbook(io.BytesIO(content)).active.iter_rows()
    assert [cell.value for cell in head][:2] == ["Nomor", "Judul"]
    assert row[1].value == "=HYPERLINK(1)"
    assert {cell.data_type for cell in row if cell.value} == {"s"}


def test_drafts_do_not_leave(submission, evil, owner, unit, edition, committee, sign_in):
    enter(make_innovation(owner, unit, "Masih draf"), edition, owner)

    assert "Masih draf" not in body(fetch(sign_in(committee), f"{TABLE}csv")).decode()


@pytest.mark.parametrize("wrong", ["jenis=exe", "edisi=tidak-ada&jenis=csv", "jenis=csv"])
def test_a_senseless_wish_is_explained(wrong, edition, committee, sign_in):
    assert sign_in(committee).get(f"/ekspor/?{wrong}").status_code == 422


def test_a_table_takes_the_same_queries_for_more_rows(
    evil, owner, unit, edition, committee, sign_in, at, django_assert_num_queries
):
    edition.groups.update(quota_per_unit=None)
    browser = sign_in(committee)
    body(fetch(browser, f"{TABLE}csv"))
    Order.objects.update(made_at=at - FRESH)
    with django_assert_num_queries(33):
        body(fetch(browser, f"{TABLE}csv"))
    for title in ("Lumbung", "Papan Warna"):
        entry = complete(enter(make_innovation(owner, unit, title), edition, owner), owner)
        workflow.submit(entry, user=owner, at=at)
    Order.objects.update(made_at=at - FRESH)
    with django_assert_num_queries(33):
        assert len(body(fetch(browser, f"{TABLE}csv")).decode().splitlines()) == 4


def test_profiles_hold_what_the_index_asks_for(innovation, committee, sign_in, at):
    Innovation.objects.filter(pk=innovation.pk).update(
        status="terdokumentasi", documented_at=at, design_rationale="kata " * 300
    )

    content = body(fetch(sign_in(committee), "/ekspor/profil/"))

    head, row = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    profile = dict(zip(head, row, strict=True))
    assert profile["Nama inovasi"] == "Perahu Sehat"
    assert (profile["Tahapan"], profile["Jenis"]) == ("Penerapan", "Nondigital")
    assert (profile["Kata rancang bangun"], profile["Rancang bangun cukup"]) == (300, "Ya")


def test_theme_programme_and_the_two_papers_stand_in_the_profile(
    innovation, owner, committee, sign_in, at
):
    browser, path = sign_in(owner), f"/inovasi/{innovation.pk}/"
    theme = Theme.objects.get(name="Penanggulangan kemiskinan")
    for kind in ("anggaran", "profil"):
        paper = SimpleUploadedFile(f"{kind}.pdf", statement_pdf([kind]))
        assert browser.post(f"{path}berkas/{kind}/", {"file": paper}).status_code == 302
    Innovation.objects.filter(pk=innovation.pk).update(
        status="terdokumentasi",
        documented_at=at,
        theme=theme,
        priority_programme="Penurunan stunting",
        has_developed=True,
    )
    innovation.materials.filter(kind="profil").update(removed_at=at)

    content = body(fetch(sign_in(committee), "/ekspor/profil/"))

    head, row = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    profile = dict(zip(head, row, strict=True))
    assert profile["Tema"] == "Penanggulangan kemiskinan"
    assert profile["Program prioritas"] == "Penurunan stunting"
    assert profile["Sudah dikembangkan"] == "Ya"
    assert (profile["Dokumen anggaran"], profile["Profil bisnis"]) == ("Ya", "Belum")


def test_the_packet_is_whole_and_every_hash_is_true(evil, owner, sign_in):
    response = fetch(sign_in(owner), f"/usulan/{evil.pk}/paket/")
    archive = ZipFile(io.BytesIO(body(response)))

    assert "KIPP-2026-001.zip" in response["Content-Disposition"]
    manifest = json.loads(archive.read("manifes.json"))
    names = {each["nama"] for each in manifest["berkas"]}
    assert names | {"manifes.json"} == set(archive.namelist())
    assert len([name for name in names if name.startswith("berkas/")]) == 3
    assert not [name for name in names if ".." in name.split("/") or "\\" in name]
    for each in manifest["berkas"]:
        assert hashlib.sha256(archive.read(each["nama"])).hexdigest() == each["sha256"]
    assert hashlib.sha256(archive.read("isi.json")).hexdigest() == manifest["sha256_isi"]


def packed(browser, submission) -> tuple[list[str], dict]:
    response = fetch(browser, f"/usulan/{submission.pk}/paket/")
    archive = ZipFile(io.BytesIO(body(response)))
    return archive.namelist(), json.loads(archive.read("manifes.json"))


def scanned(file: StoredFile, verdict: str) -> None:
    state = WorkState.DONE if verdict else WorkState.WAITING
    facts = {"verdict": verdict, "state": state, "next_try_at": timezone.now()}
    Scan.objects.update_or_create(file=file, defaults=facts)


def test_a_packet_leaves_out_what_the_scanner_holds_back_and_says_so(submitted, owner, sign_in):
    browser = sign_in(owner)
    sick = submitted.attachments.first().file
    whole, manifest = packed(browser, submitted)
    assert manifest["ditahan"] == []
    before = Order.objects.get()

    scanned(sick, Verdict.INFECTED)
    names, manifest = packed(browser, submitted)
    assert len(names) == len(whole) - 1
    (held,) = manifest["ditahan"]
    assert (held["nama"], held["sha256"]) == (sick.original_name, sick.sha256)
    assert "virus" in held["alasan"]
    assert sick.sha256 not in {each["sha256"] for each in manifest["berkas"]}
    assert browser.get(f"/unduhan/{before.pk}/berkas/").status_code == 404


def test_what_is_not_scanned_yet_joins_the_packet_once_it_is_clean(submitted, owner, sign_in):
    browser, file = sign_in(owner), submitted.attachments.first().file
    scanned(file, "")
    assert [each["sha256"] for each in packed(browser, submitted)[1]["ditahan"]] == [file.sha256]
    waiting = Order.objects.get()

    scanned(file, Verdict.CLEAN)
    names, manifest = packed(browser, submitted)
    assert manifest["ditahan"] == []
    assert len([name for name in names if name.startswith("berkas/")]) == 3
    assert read(browser.get(f"/unduhan/{waiting.pk}/berkas/")).status_code == 200


def test_handed_in_again_unchanged_the_packet_is_of_the_newer_revision(
    submitted, owner, at, sign_in
):
    browser = sign_in(owner)
    assert packed(browser, submitted)[1]["pengajuan_ke"] == 1

    workflow.withdraw(submitted, user=owner, at=at)
    submitted.refresh_from_db()
    workflow.submit(submitted, user=owner, at=at + timedelta(minutes=5))
    first, second = submitted.snapshots.order_by("revision")
    assert first.sha256 == second.sha256

    manifest = packed(browser, submitted)[1]
    assert manifest["pengajuan_ke"] == 2
    assert manifest["diajukan"] == second.taken_at.isoformat()


def test_words_in_the_packet_are_words(evil, owner, sign_in):
    archive = ZipFile(io.BytesIO(body(fetch(sign_in(owner), f"/usulan/{evil.pk}/paket/"))))

    text = "\n".join(p.text for p in Document(io.BytesIO(archive.read("usulan.docx"))).paragraphs)
    pages = PdfReader(io.BytesIO(archive.read("usulan.pdf"))).pages
    printed = " ".join(page.extract_text() for page in pages)
    for words in ("#let x = 1", "<b>tebal</b>", "=HYPERLINK(1)"):
        assert words in text
        assert words in printed


def test_signs_that_the_fonts_lack_cost_no_paper(submission, owner, sign_in, at):
    """Lontara and small pictures: boxes on paper, but receipt, packet and print are there."""
    title = "Sikola ᨔᨗᨀᨚᨒ 👩‍⚕️ Lontara"
    complete(submission, owner)
    Innovation.objects.filter(pk=submission.innovation_id).update(title=title)
    submission.innovation.refresh_from_db()
    workflow.submit(submission, user=owner, at=at)
    browser, path = sign_in(owner), f"/usulan/{submission.pk}"

    archive = ZipFile(io.BytesIO(body(fetch(browser, f"{path}/paket/"))))
    papers = [
        archive.read("usulan.pdf"),
        browser.get(f"{path}/tanda-terima/pdf/").content,
        fetch(browser, f"{path}/usulan.pdf").getvalue(),
    ]

    for paper in papers:
        pages = PdfReader(io.BytesIO(paper)).pages
        assert "Lontara" in "".join(page.extract_text() for page in pages)


def test_the_packet_holds_what_was_handed_in_not_what_came_later(evil, owner, sign_in):
    Answer.objects.filter(submission=evil, section__number="5").update(text="Belakangan")

    archive = ZipFile(io.BytesIO(body(fetch(sign_in(owner), f"/usulan/{evil.pk}/paket/"))))

    assert b"Belakangan" not in archive.read("isi.json")


def test_an_edition_that_opened_after_the_server_started_can_be_chosen(
    edition, committee, sign_in, clock
):
    later = timezone.now() + timedelta(days=5000)
    Edition.objects.update(opened_at=later)
    clock.move_to(later + timedelta(days=1))
    browser = sign_in(committee)

    assert list(ExportForm(at=later).fields["edisi"].queryset) == [edition]
    for page in ("/ekspor/", "/pemeriksaan/"):
        assert 'value="kipp-2026"' in browser.get(page).text


def test_a_draft_has_no_packet_and_a_stranger_finds_none(submission, owner, stranger, sign_in):
    path = f"/usulan/{submission.pk}"

    assert sign_in(owner).get(f"{path}/paket/").url == f"{path}/"
    assert fetch(sign_in(stranger), f"{path}/paket/").status_code == 404
