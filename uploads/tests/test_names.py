import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uploads.names import clean_name, extension


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("laporan.pdf", "laporan.pdf"),
        (r"C:\Users\desa\laporan akhir.pdf", "laporan akhir.pdf"),
        ("../../etc/passwd", "passwd"),
        ("gnp\u202efdp.exe", "gnp fdp.exe"),
        ("a\x00b\nc.pdf", "a b c.pdf"),
        ("\ud800x.pdf", "x.pdf"),
        ("  .. ", "berkas"),
        ("", "berkas"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_a_name_is_made_harmless(raw, clean):
    assert clean_name(raw) == clean


def test_a_long_name_keeps_its_extension():
    assert clean_name("x" * 400 + ".PDF") == "x" * 251 + ".pdf"


@given(st.text(max_size=400))
def test_no_name_carries_anything_hidden(raw):
    name = clean_name(raw)
    assert 0 < len(name) <= 255
    assert "/" not in name
    assert "\\" not in name
    assert not any(unicodedata.category(character)[0] == "C" for character in name)
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.PDF", ".pdf"), ("a.tar.gz", ".gz"), (".pdf", ""), ("pdf", ""), ("a." + "x" * 17, "")],
)
def test_the_extension(name, ending):
    assert extension(name) == ending
