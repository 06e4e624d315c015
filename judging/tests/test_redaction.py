"""Names are found whatever their letters' case, as whole words, and nothing else is touched."""

import pytest

from judging.redaction import HIDDEN, names_in, pieces, redacted, words_of

NAMES = ["Puskesmas Bajeng", "dr. Siti Nur", "PKM-01", "siti@gowa.example"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Di Puskesmas Bajeng ada", f"Di {HIDDEN} ada"),
        ("PUSKESMAS\n  bajeng", HIDDEN),
        ("Puskesmas Bajengkang", "Puskesmas Bajengkang"),
        ("(dr. Siti Nur)", f"({HIDDEN})"),
        ("Hubungi siti@gowa.example.", f"Hubungi {HIDDEN}."),
        ("PKM-010 dan PKM-01", f"PKM-010 dan {HIDDEN}"),
        ("", ""),
        ("Tanpa nama.", "Tanpa nama."),
    ],
)
def test_what_is_taken_out(text, expected):
    assert redacted(text, NAMES) == expected


def test_the_whole_name_is_taken_before_its_parts():
    names = ["Bajeng", "Puskesmas Bajeng"]

    assert redacted("Puskesmas Bajeng dan Bajeng", names) == f"{HIDDEN} dan {HIDDEN}"
    assert names_in("bajeng, BAJENG, bajeng", names) == ["bajeng", "BAJENG"]


@pytest.mark.parametrize("names", [[], ["", "  "], NAMES])
def test_pieces_lose_nothing(names):
    text = "Puskesmas Bajeng (.*) [a-z] \\ dr. Siti Nur"

    assert "".join(each.text for each in pieces(text, names)) == text


def test_single_words_of_names_without_kinds_and_short_ones():
    words = words_of(["UPT Puskesmas Bajeng 2026", "dr. Siti Nur"], ["UPT puskesmas"])

    assert words == ["Bajeng", "Siti"]
