"""The counter of the page and the counter of the server give the same number, in real Chromium."""

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page

from inovasi.lib.words import count_words

MODULE = Path(__file__).resolve().parent.parent / "static" / "js" / "word-count.js"
ADDRESS = "https://portal.test/word-count.js"
COUNT = f"async texts => texts.map((await import('{ADDRESS}')).countWords)"
COUNTED = f"""async () => {{
    const {{ countWords }} = await import('{ADDRESS}');
    let found = "";
    for (let point = 0; point <= 0x10ffff; point += 1) {{
        if (point >= 0xd800 && point <= 0xdfff) continue;
        const text = String.fromCodePoint(point);
        const counted = countWords(text) + 2 * countWords(`a${{text}}b`);
        found += /\\p{{Cn}}/u.test(text) ? "-" : counted;
    }}
    return found;
}}"""

CORPUS = {
    "": 0,
    "satu": 1,
    "Ibu hamil di tiga desa.": 5,
    "  awal dan akhir  ": 3,
    "baris\nbaru\r\nlagi\ttab": 4,
    "tidak terputus": 2,
    "nol​lebar": 2,
    "\ufefftanda urutan": 2,
    "– bukan kata —": 2,
    "* satu\n* dua\n• tiga": 3,
    "1.234,56 rupiah = 5%": 3,
    "ibu-ibu, anak-anak; dll.": 3,
    "a/b c_d e@f": 3,
    "Jene'tallasa ’kutip’": 2,
    "12 — 15 %": 2,
    "日本語 한국어 العربية हिन्दी": 4,
    "e\u0301 \u0301": 1,
    "👩‍⚕️ 🚤 perahu": 1,
    "𝟏𝟐 𝐀": 2,
    "½ Ⅷ ①": 3,
    "\x1c\x1d\x1e\x1f\x85": 0,
    "satu\u3000dua\u205ftiga\u202fempat": 4,
    "\u200b\u200c\u200d": 0,
    "...": 0,
}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_page() as page:
        answers = {
            ADDRESS: {"path": MODULE, "content_type": "text/javascript"},
            "https://portal.test/": {"body": "<!doctype html>", "content_type": "text/html"},
        }
        page.route("**/*", lambda route: route.fulfill(**answers[route.request.url]))
        page.goto("https://portal.test/")
        yield page


def random_texts(number: int) -> list[str]:
    """Words, marks and every kind of white space, in any order."""
    random = Random(20260302)
    spaces = "\t\n\v\f\r \x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2003\u200b\u2028\u202f\u205f\u3000\ufeff"
    marks = "-–—.,;:!?'\"’()[]{}/\\|*•·@#%&_=+~`^$€\u0301\u200c\u200d\u2060\xad😀"
    letters = "abcxyzÀéßñçøĳǆЖщΩאبहกあ漢한𝐀𐍈0189٣½Ⅷ①"
    return [
        "".join(
            random.choice(random.choice((spaces, marks, letters, letters)))
            for _each in range(random.randrange(60))
        )
        for _text in range(number)
    ]


def test_corpus(page: Page) -> None:
    assert dict(zip(CORPUS, page.evaluate(COUNT, list(CORPUS)), strict=True)) == CORPUS
    assert {text: count_words(text) for text in CORPUS} == CORPUS


def test_random_texts(page: Page) -> None:
    texts = random_texts(5000)
    counted = page.evaluate(COUNT, texts)
    assert [t for t, n in zip(texts, counted, strict=True) if n != count_words(t)] == []


def test_every_character_of_unicode(page: Page) -> None:
    """Alone and between letters. Characters that one of both does not know yet are let pass."""
    points = [p for p in range(sys.maxunicode + 1) if not 0xD800 <= p <= 0xDFFF]
    wrong = [
        hex(point)
        for point, answer in zip(points, page.evaluate(COUNTED), strict=True)
        if answer != "-"
        and unicodedata.category(text := chr(point)) != "Cn"
        and int(answer) != count_words(text) + 2 * count_words(f"a{text}b")
    ]
    assert not wrong
