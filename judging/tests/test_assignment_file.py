"""Assignments from a sheet: every line is judged before anything is assigned."""

import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from judging import workflow
from judging.models import Assignment
from notifications.models import Message

PATH = "/penugasan/kipp-2026/berkas/"


@pytest.fixture
def desk(committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    return sign_in(committee)


def csv(*lines: str) -> SimpleUploadedFile:
    text = "\n".join(["nomor usulan,kode juri", *lines])
    return SimpleUploadedFile("penugasan.csv", text.encode())


def carried(page) -> str:
    return html.unescape(re.search(r'name="lines" value="([^"]*)"', page.text).group(1))


def test_the_preview_assigns_nothing_and_the_second_step_does(
    desk, judge, other_judge, entry, second_entry
):
    page = desk.post(
        PATH, {"file": csv(f"{entry.number},J1", f"{entry.number},j2", f"{second_entry.number},J1")}
    )
    assert "3 penugasan baru, 0 baris" in page.text
    assert not Assignment.objects.exists()

    answer = desk.post(PATH, {"lines": carried(page)}, follow=True)

    assert "3 usulan ditugaskan" in answer.text
    assert judge.assignments.count() == 2
    letters = Message.objects.filter(key__startswith="assigned:")
    assert letters.count() == 2
    again = desk.post(PATH, {"lines": carried(page)}, follow=True)
    assert "Tidak ada penugasan baru" in again.text


def test_each_line_says_what_is_wrong_and_the_good_ones_are_assigned(
    desk, judge, appoint, unit, entry, second_entry
):
    appoint("Camat", unit)
    number = entry.number
    file = csv(f"{number},J2", "TIDAK-1,J1", f"{number},J9", f"{number},J1", ",")

    page = desk.post(PATH, {"file": file})

    assert "1 penugasan baru, 3 baris" in page.text
    for words in ("berhubungan dengan unit pengusul", "bernomor TIDAK-1", "berkode J9"):
        assert words in page.text
    desk.post(PATH, {"lines": carried(page)})
    assert [(a.judge, a.submission) for a in Assignment.objects.all()] == [(judge, entry)]


def test_a_workbook_is_read_too_and_given_pairs_stay(
    desk, judge, entry, second_entry, committee, judging_time
):
    workflow.assign(judge, [entry], user=committee, at=judging_time)
    book = Workbook()
    for row in (("Kode Juri", "Nomor Usulan"), ("J1", entry.number), ("J1", second_entry.number)):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)

    page = desk.post(PATH, {"file": SimpleUploadedFile("a.xlsx", file.getvalue())})

    assert "Sudah ditugaskan" in page.text
    assert "1 penugasan baru, 0 baris" in page.text


def test_a_load_that_the_file_would_exceed_is_told_at_its_line(desk, judge, entry, second_entry):
    judge.max_load = 1
    judge.save()

    page = desk.post(PATH, {"file": csv(f"{entry.number},J1", f"{second_entry.number},J1")})

    assert "1 penugasan baru, 1 baris" in page.text
    assert "paling banyak menilai 1 usulan" in page.text


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"file": SimpleUploadedFile("a.csv", b"nama,umur\nA,1\n")},
        {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04rusak")},
        {"file": SimpleUploadedFile("a.csv", b"")},
        {"lines": "[1"},
        {"lines": "[[1, 2, 3]]"},
        {"lines": "{}x"},
    ],
)
def test_what_is_no_table_is_told_and_assigns_nothing(data, desk, judge, entry):
    assert desk.post(PATH, data).status_code == 422
    assert not Assignment.objects.exists()


def test_outside_the_phase_it_is_closed(committee, panel, sign_in, clock, decision_time):
    clock.move_to(decision_time)
    browser = sign_in(committee)

    assert "Masa ini" in browser.get(PATH).text
    assert browser.post(PATH, {"lines": "[]"}).status_code == 403


def test_the_preview_takes_the_same_queries_for_more_lines(
    desk, judge, other_judge, entry, second_entry, django_assert_num_queries
):
    many = [f"{each.number},J{n}" for each in (entry, second_entry) for n in (1, 2)]
    for lines in (many[:1], many):
        file = csv(*lines)
        with django_assert_num_queries(18):
            desk.post(PATH, {"file": file})
