"""What changed between two revisions, word by word."""

import pytest

from submissions import workflow, writing
from submissions.differences import MOST_WORDS, Kind, changes, compare
from submissions.tests.test_checking import returned

LABELS = {"judul": "Judul"}


def content(text="satu dua", **more):
    return {"judul": "Lama", "bagian": [{"nomor": "1", "judul": "R", "teks": text}], **more}


def shown(pieces):
    marks = {Kind.SAME: "", Kind.REMOVED: "-", Kind.ADDED: "+"}
    return [f"{marks[piece.kind]}{piece.text.strip()}" for piece in pieces]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("satu dua tiga", "satu dua tiga", ["satu dua tiga"]),
        ("satu dua tiga", "satu 2 tiga", ["satu", "-dua", "+2", "tiga"]),
        ("", "baru", ["+baru"]),
        ("lama", "", ["-lama"]),
        ("satu  dua", "satu\ndua", ["satu\ndua"]),
    ],
)
def test_words_stay_go_or_come(before, after, expected):
    assert shown(compare(before, after)) == expected


def test_only_what_changed_is_listed():
    new = content(
        "satu dua tiga", judul="Baru", dokumen=[{"judul": "SK", "nama": "a", "sha256": "f" * 64}]
    )

    found = changes(content(), new, LABELS)

    assert [each.label for each in found] == ["Judul", "1. R", "SK"]
    assert changes(new, new, LABELS) == []


def test_a_long_unchanged_stretch_is_shortened():
    same = " ".join(f"kata{n}" for n in range(100))

    (change,) = changes(content(f"awal {same} akhir"), content(f"mula {same} tutup"), LABELS)

    text = "".join(piece.text for piece in change.pieces)
    assert "… " in text
    assert "kata50" not in text
    assert "kata0 " in text
    assert "kata99" in text


def test_files_are_compared_by_their_fingerprint_and_evidence_too():
    def with_file(letter):
        file = {"nama": "bukti.pdf", "sha256": letter * 64}
        section = {"nomor": "1", "judul": "R", "teks": "x", "bukti": [file]}
        return {"bagian": [section], "video": {"nama": "film.mp4", "sha256": letter * 64}}

    found = changes(with_file("a"), with_file("b"), LABELS)

    assert [each.label for each in found] == ["1. R (bukti)", "Video"]
    assert shown(found[1].pieces)[0] == "film.mp4"


def test_an_endless_text_is_shown_whole():
    long = "kata " * (MOST_WORDS + 1)

    assert [piece.kind for piece in compare(long, f"{long} lagi")] == [Kind.REMOVED, Kind.ADDED]


def test_panitia_sees_only_what_changed(submitted, committee, owner, sign_in, at):
    browser, path = sign_in(committee), f"/pemeriksaan/{submitted.pk}/"
    assert "Yang berubah" not in browser.get(path).text
    returned(submitted, committee, at)
    section = submitted.group.sections.get(number="5")
    text = "Uraian yang lengkap dengan <angka> untuk bagian 5."
    writing.save_answer(submitted, section, text=text, version=1, user=owner, at=at)
    workflow.submit(submitted, user=owner, at=at)

    page = browser.get(path).text

    assert "Yang berubah sejak pemeriksaan terakhir" in page
    assert "&lt;angka&gt; </ins>" in page
    assert "angka </del>" in page
