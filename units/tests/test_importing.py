"""Importing the registry: all or nothing, each fault named with line, column and remedy."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from inovasi.lib.verdict import Refused
from units import registry
from units.importing import deeds, sheets
from units.importing.matching import dry_run
from units.models import ImportRun, Unit

CSV = """code,kind,name,kecamatan_code
73.06,kabupaten,Kabupaten Gowa,
73.06.07,kecamatan,Pallangga,
73.06.07.2009,desa,Bontoramba,73.06.07
73.06.07.2010,desa,Jene'tallasa,73.06.07
"""


def workbook(*rows: list[object]) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def load(committee, at):
    def begin(content: str | bytes, name: str = "unit.csv") -> ImportRun:
        raw = content.encode() if isinstance(content, str) else content
        return deeds.begin(content=raw, file_name=name, user=committee, at=at)

    return begin


def lines_of(run: ImportRun):
    return dry_run(run.rows, run.headers, run.columns)


def problems_of(run: ImportRun) -> dict[int, str]:
    return {line.number: " ".join(line.problems) for line in lines_of(run)[0] if line.problems}


def test_a_clean_sheet_becomes_units(load, committee, at):
    run = deeds.apply(load(CSV), user=committee, at=at)

    assert run.counts == {"new": 4, "changed": 0, "same": 0, "error": 0}
    village = Unit.objects.get(code="73.06.07.2010")
    assert village.kecamatan.name == "Pallangga"
    assert village in Unit.objects.search("Jenetallasa")
    assert village.events.get().run == run


def test_the_same_sheet_again_changes_nothing(load, committee, at):
    deeds.apply(load(CSV), user=committee, at=at)

    assert lines_of(load(CSV))[1] == {"new": 0, "changed": 0, "same": 4, "error": 0}


def test_a_changed_row_shows_old_and_new(load, committee, at):
    deeds.apply(load(CSV), user=committee, at=at)

    lines, counts = lines_of(load(CSV.replace("Jene'tallasa", "Jenetallasa")))

    assert counts["changed"] == 1
    assert next(line for line in lines if line.changes).changes == {
        "name": ["Jene'tallasa", "Jenetallasa"]
    }


def test_applying_twice_applies_once(load, committee, at):
    run = load(CSV)
    deeds.apply(run, user=committee, at=at)
    deeds.apply(run, user=committee, at=at)

    assert Unit.objects.get(code="73.06.07").events.count() == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("X1,desa,,", "Kolom Nama: Wajib diisi."),
        ("X1,planet,Nama,", "Jenis planet tidak dikenal"),
        ("X1,desa,Nama,73.06.99", "Tidak ada unit dengan kode 73.06.99"),
        ("X1,desa,Nama,73.06", "Unit 73.06 bukan kecamatan"),
        ("73.06.07,desa,Nama,", "ada di beberapa baris"),
        (f"X1,desa,{'n' * 201},", "Paling panjang 200 huruf"),
        ("X1,desa,Nama,,lebih", "di luar judul kolom"),
        ("420/12,desa,Nama,", "Hanya huruf, angka"),
    ],
)
def test_a_faulty_row_is_named_and_nothing_is_applied(row, said, load, committee, at):
    run = load(CSV + row + "\n")

    assert said in problems_of(run)[6]
    with pytest.raises(Refused, match="baris yang salah"):
        deeds.apply(run, user=committee, at=at)
    assert not Unit.objects.exists()


def test_a_loop_of_parents_is_an_error_of_each_row_in_it(load):
    run = load("kode,nama,jenis,induk\nA,A,desa,B\nB,B,desa,C\nC,C,desa,A\nD,D,desa,A\n")

    problems = problems_of(run)
    assert set(problems) == {2, 3, 4}
    assert all("lingkaran" in said for said in problems.values())


def test_a_sheet_may_name_units_of_later_rows(load, committee, at):
    run = load("kode,nama,jenis,induk\nA,A,puskesmas,B\nB,B,dinas,\n")
    deeds.apply(run, user=committee, at=at)

    assert Unit.objects.get(code="A").parent.code == "B"


def test_xlsx_with_dates_and_flags(load, committee, at):
    run = load(
        workbook(
            ["Kode", "Nama", "Jenis", "Aktif sejak", "Wajib"],
            ["D1", "Dinas Satu", "Dinas", datetime(2020, 1, 2), "ya"],
            ["D2", "Dinas Dua", "dinas", "03/02/2021", False],
        ),
        "unit.xlsx",
    )
    deeds.apply(run, user=committee, at=at)

    assert Unit.objects.get(code="D1").active_from == date(2020, 1, 2)
    assert Unit.objects.get(code="D2").active_from == date(2021, 2, 3)
    assert not Unit.objects.get(code="D2").counts_for_oioi


@pytest.mark.parametrize(
    ("code", "said"),
    [("=A1", "rumus"), (73.1, "angka pecahan")],
)
def test_a_code_that_excel_made_something_else_of(code, said, load):
    run = load(workbook(["Kode", "Nama", "Jenis"], [code, "Dinas", "dinas"]), "unit.xlsx")

    assert said in problems_of(run)[2]


def test_mixed_encodings_are_an_error_of_their_line(load):
    run = load(b"kode,nama,jenis\nA,Caf\xe9,desa\nB,Kafe,desa\n")

    assert "UTF-8" in problems_of(run)[2]
    assert 3 not in problems_of(run)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_semicolons_and_byte_order_marks_are_understood(mark, load):
    run = load(mark + b"kode;nama;jenis\r\nA;Dinas, Satu;dinas\r\n")

    assert lines_of(run)[1]["new"] == 1


def test_a_bomb_is_refused_before_it_is_opened(load):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (sheets.MAX_UNPACKED + 1))

    with pytest.raises(sheets.NotASheet, match="terlalu besar"):
        load(stream.getvalue(), "bom.xlsx")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kosong"),
        (b"\x89PNG\0\0", "bukan tabel"),
        (b"PK\x03\x04rusak", "rusak"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 20, "xls"),
        (b"kode,nama,jenis\n", "tidak ada baris"),
        (b"a" * (sheets.MAX_BYTES + 1), "10 MB"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, said, load):
    with pytest.raises(sheets.NotASheet, match=said):
        load(content)


def test_too_many_rows_are_refused(load):
    with pytest.raises(sheets.NotASheet, match=r"20[.]000"):
        load("kode,nama,jenis\n" + "A,B,desa\n" * (sheets.MAX_ROWS + 1))


def test_undo_takes_everything_back(load, committee, at):
    deeds.apply(load(CSV), user=committee, at=at)
    changed = deeds.apply(
        load(CSV.replace("Bontoramba", "Bontoramba Baru") + "X,desa,Baru,\n"),
        user=committee,
        at=at.replace(hour=11),
    )

    deeds.undo(changed, user=committee, at=at.replace(hour=12))

    assert not Unit.objects.filter(code="X").exists()
    assert Unit.objects.get(code="73.06.07.2009").name == "Bontoramba"
    assert not Unit.objects.search("bontoramba baru").exists()


def test_only_the_last_import_can_be_undone(load, committee, at):
    first = deeds.apply(load(CSV), user=committee, at=at)
    deeds.apply(load("kode,nama,jenis\nX,X,desa\n"), user=committee, at=at.replace(hour=11))

    with pytest.raises(Refused, match="terakhir"):
        deeds.undo(first, user=committee, at=at.replace(hour=12))


def test_a_unit_changed_since_stops_the_undo(load, committee, at):
    run = deeds.apply(load(CSV), user=committee, at=at)
    village = Unit.objects.get(code="73.06.07.2009")
    registry.revise(village, user=committee, at=at.replace(hour=11), name="Lain")

    with pytest.raises(Refused, match="sudah diubah"):
        deeds.undo(run, user=committee, at=at.replace(hour=12))

    assert Unit.objects.count() == 4


def test_a_new_unit_in_use_stops_the_undo(load, committee, owner, at):
    run = deeds.apply(load(CSV), user=committee, at=at)
    owner.memberships.create(unit=Unit.objects.get(code="73.06.07.2009"))

    with pytest.raises(Refused, match="anggota"):
        deeds.undo(run, user=committee, at=at.replace(hour=12))

    assert Unit.objects.filter(code="73.06.07.2010").exists()


def test_the_pages_play_the_import(sign_in, committee):
    browser = sign_in(committee)
    file = SimpleUploadedFile("unit.csv", CSV.replace("code,", "nomor,").encode())

    page = browser.post("/unit/impor/", {"file": file})
    assert page.status_code == 302
    assert "Kolom mana berisi apa" in browser.get(page.url).content.decode()
    browser.post(page.url, {"code": "0", "kind": "1", "name": "2", "kecamatan": "3"})
    assert "Terapkan impor ini?" in browser.get(page.url).content.decode()
    browser.post(f"{page.url}penerapan/")
    browser.post(f"{page.url}penerapan/")
    assert Unit.objects.count() == 4
    report = browser.get(page.url).text
    assert "Yang dikerjakan impor ini" in report
    assert "/unit/kode/73.06.07.2009/" in report
    browser.post(f"{page.url}pembatalan/")
    assert not Unit.objects.exists()


def test_a_broken_file_is_answered_on_the_page(sign_in, committee):
    page = sign_in(committee).post(
        "/unit/impor/", {"file": SimpleUploadedFile("x.csv", b"\x89PNG\0")}
    )

    assert page.status_code == 422
    assert "bukan tabel" in page.content.decode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A,A,desa,2025-02-01,2025-01-01", "Harus sesudah tanggal mulai"),
        ("A,A,desa,1/2/99999999999999,", "Tulis tanggal"),
    ],
)
def test_impossible_dates_are_errors_of_their_row(row, said, load):
    run = load(f"kode,nama,jenis,aktif sejak,aktif sampai\n{row}\n")

    assert said in problems_of(run)[2]


def test_a_null_character_in_utf_16_is_dropped(load):
    assert lines_of(load("kode,nama,jenis\nA,N\0ama,desa\n".encode("utf-16")))[1]["new"] == 1
