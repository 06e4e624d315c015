"""The report says the same as page, PDF and workbook, and takes no name for code."""

import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from downloads.tests.following import fetch
from ledger.models import Line
from oioi.queries import standings
from oioi.tests.regency import build
from units.models import Unit


@pytest.mark.parametrize("name", ['=1+1 "x" #emph[y]', "+62", "-5", "@SUM(A1)", "</script>\x0b*a*"])
def test_names_stay_text_in_pdf_and_sheet(name, duty, unit, sign_in, sekda):
    Unit.objects.filter(pk=unit.pk).update(name=name)
    browser = sign_in(sekda)

    book = load_workbook(io.BytesIO(fetch(browser, "/oioi/2026/laporan.xlsx").getvalue()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    pdf = PdfReader(io.BytesIO(fetch(browser, "/oioi/2026/laporan.pdf").getvalue()))

    shown = name.replace("\x0b", "")
    assert {cell.data_type for cell in cells if cell.value == shown} == {"s"}
    assert not [cell for cell in cells if cell.data_type == "f"]
    text = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    assert "".join(shown.split()) in text


def test_a_name_in_lontara_costs_no_report(duty, unit, sign_in, sekda):
    Unit.objects.filter(pk=unit.pk).update(name="Desa Bontoramba ᨅᨚᨈᨚᨑᨇ")

    answer = fetch(sign_in(sekda), "/oioi/2026/laporan.pdf")

    pages = PdfReader(io.BytesIO(answer.getvalue())).pages
    assert "Bontoramba" in "".join(page.extract_text() for page in pages)


def test_the_report_says_the_same_everywhere(sign_in, sekda, clock, at):
    clock.move_to(at.replace(microsecond=123_456))
    build(units=150, people=1, years=[2025, 2026])
    browser, count = sign_in(sekda), standings()[2026].count
    sentence = f"{count.fulfilled} dari {count.obliged} unit"

    page = browser.get("/oioi/2026/laporan/").content.decode()
    pdf = PdfReader(io.BytesIO(fetch(browser, "/oioi/2026/laporan.pdf").getvalue()))
    book = load_workbook(io.BytesIO(fetch(browser, "/oioi/2026/laporan.xlsx").getvalue()))

    assert sentence in page
    assert sentence in pdf.pages[0].extract_text()
    assert sentence in book["Ringkasan"]["A2"].value
    assert book["Belum memenuhi"].max_row == count.missing + 1
    assert pdf.metadata.title == "Laporan Satu Instansi Satu Inovasi Tahun 2026"


def test_what_leaves_as_a_file_stands_in_the_ledger(duty, unit, sign_in, sekda):
    browser = sign_in(sekda)
    for name in ("laporan/", "laporan.pdf", "laporan.xlsx"):
        fetch(browser, f"/oioi/2026/{name}")
    lines = Line.objects.filter(verb="ekspor.satu-inovasi", actor=sekda.pk).order_by("pk")

    assert [line.details for line in lines] == [
        {"bentuk": "pdf", "tahun": 2026},
        {"bentuk": "xlsx", "tahun": 2026},
    ]
