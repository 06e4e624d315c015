"""Words and texts: the count that everyone agrees on, and nothing hidden in what is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inovasi.lib.texts import clean
from inovasi.lib.words import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n\t", 0),
        ("satu", 1),
        ("satu dua\ntiga", 3),
        ("- satu – dua • tiga", 3),
        ("e-KTP", 1),
        ("88%", 1),
        ("a\u00a0b\u2003c\u200bd", 4),
        ("Jene'tallasa", 1),
        ("한국 語", 2),
    ],
)
def test_a_word_holds_a_letter_or_digit(text, words):
    assert count_words(text) == words


@given(st.text())
def test_cleaning_changes_no_count(text):
    assert count_words(clean(text)) == count_words(text.replace("\r\n", "\n"))


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


def test_what_nobody_sees_is_dropped():
    assert clean("a\x00b\u202ec\r\nd\re") == "abc\nd\ne"
