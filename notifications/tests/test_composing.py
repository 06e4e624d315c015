"""From a kind of letter to words: placeholders, lines that vanish, and nothing that links."""

import pytest
from django.template.loader import get_template

from inovasi.lib.texts import unlinked
from notifications.composing import Text, as_html, compose, default_text, fill
from notifications.letters import LETTERS
from notifications.markup import PLACEHOLDER

VIDEO = "submissions/video_failed"


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_a_kind_knows_every_word_of_its_text_and_uses_each(name):
    letter = LETTERS[name]
    subject, body, _html = default_text(letter)

    assert set(PLACEHOLDER.findall(f"{subject}\n{body}")) <= set(letter.words)
    head, text = fill(letter, subject, body, letter.samples())
    assert head
    assert "{" not in head + text
    assert get_template(f"emails/{name}.txt")


def test_a_line_whose_words_are_all_empty_is_left_out(submitted, owner):
    event = submitted.events.last()

    _subject, body, _html = compose(
        "submissions/withdrawn",
        {
            "submission": submitted,
            "event": event,
            "closes_at": None,
            "path": "/",
            "recipient": owner,
        },
    )

    assert "paling lambat" not in body
    assert "Nomor usulan tetap sama." in body
    assert "\n\n\n" not in body


def test_braces_in_a_value_are_no_placeholders(submission, owner):
    submission.innovation.title = "{pengirim} {tautan}"

    _subject, body, _html = compose(
        VIDEO, {"submission": submission, "path": "/", "recipient": owner}
    )

    assert 'usulan "{pengirim} {tautan}"' in body


@pytest.mark.parametrize(
    "text",
    [
        "judi.example",
        "http://x.example/a",
        "https://1.2.3.4/",
        "www.judi.co.id",
        "http://a@b.example",
    ],
)
def test_what_people_wrote_is_never_taken_for_a_link(text):
    """Mail programs look for a dot between letters, or for a scheme."""
    shown = unlinked(text)

    assert shown.replace("\u2060", "") == text
    assert "://" not in shown
    assert not any(part in shown for part in (".ex", ".co", ".id"))


def test_plain_words_numbers_and_addresses_stay_as_they_are():
    words = "Nilai 85.50 pukul 14.03 WITA. Tanya siti.aminah@gowa.example, tahap 2."

    assert unlinked(words) == words


def test_only_links_of_this_portal_can_be_followed(settings):
    html = as_html(
        Text("Halo", f"Buka {settings.PUBLIC_URL}/usulan/7/ atau http://judi.example/.\n")
    )

    assert f'<a href="{settings.PUBLIC_URL}/usulan/7/">' in html
    assert html.count("<a ") == 1


def test_markup_in_a_body_stays_text():
    assert "&lt;b onclick=x&gt;" in as_html(Text("s", "<b onclick=x>"))
