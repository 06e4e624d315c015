"""The entry on paper: the page and the PDF say the same, and no word of a unit is markup."""

import io

import pytest
from pypdf import PdfReader

from downloads.tests.following import fetch
from submissions import writing

NASTY = 'Warga #eval("1+1") *tebal* $x$ \\ @ref <b>&amp; ᨒᨚᨈᨑ العربية 👩‍⚕️ 10 % [a] // b'


@pytest.fixture
def path(submission):
    return f"/usulan/{submission.pk}/"


@pytest.fixture
def words(path, sign_in):
    """The text of the PDF, in one line."""

    def read(user) -> str:
        answer = fetch(sign_in(user), f"{path}usulan.pdf")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/pdf"
        pages = PdfReader(io.BytesIO(answer.getvalue())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    return read


def save(submission, user, at, text: str) -> None:
    section = submission.group.sections.first()
    writing.save_answer(submission, section, text=text, version=0, user=user, at=at)


def test_both_show_the_whole_entry(words, path, submitted, owner, sign_in):
    page = sign_in(owner).get(f"{path}cetak/").text
    paper = words(owner)
    for wanted in ("KIPP-2026-001", "Puskesmas Bajeng", "8. Strategi Keberlanjutan", "Uraian yang"):
        assert wanted in page
        assert wanted in paper
    assert "DRAF" not in paper


def test_a_draft_says_so(words, submission, owner):
    assert "DRAF, belum diajukan" in words(owner)


def test_text_is_never_markup(words, path, submission, owner, sign_in, at):
    save(submission, owner, at, NASTY)

    paper = words(owner)

    for piece in ('#eval("1+1")', "*tebal*", "$x$", "@ref", "<b>&amp;", "[a] // b"):
        assert piece in paper
    assert "&lt;b&gt;&amp;amp;" in sign_in(owner).get(f"{path}cetak/").text


def test_who_reads_the_entry_prints_it(path, submission, committee, stranger, sign_in):
    for page in ("cetak/", "usulan.pdf"):
        assert sign_in(stranger).get(path + page).status_code == 404
        assert sign_in(committee).get(path + page).status_code == 404, "a draft"


def test_panitia_prints_what_was_handed_in(words, submitted, committee):
    assert "KIPP-2026-001" in words(committee)
