"""From a kind of letter and its context to subject, text and HTML.

Every text takes one way: the words in braces are filled in at once, so that nothing in a value is
read as a placeholder. A value that people wrote is never a link, not even for mail programs that
make links of whatever looks like one.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from inovasi.lib.texts import clean, unlinked
from notifications import markup
from notifications.letters import LETTERS, Context, Letter
from notifications.markup import PLACEHOLDER
from notifications.models import LetterText

ADDRESSES = ("https://", "http://", "mailto:")
SECRETS: list[re.Pattern[str]] = []
"""Upper apps add what of a letter opens an account; it goes from the row once the letter is out."""
ERASED = "…"


class Text(NamedTuple):
    """The words of a letter, before or after its placeholders are filled in."""

    subject: str
    body: str
    html: str = ""


def compose(name: str, context: Context) -> Text:
    """Subject, plain-text body and own HTML (if any) of a letter, in the portal's language."""
    letter = LETTERS[name]
    with translation.override(settings.LANGUAGE_CODE):
        return filled(letter, text_of(letter, letter.scope(context)), letter.values(context))


def filled(letter: Letter, text: Text, values: Mapping[str, str]) -> Text:
    html = fill_html(letter, text.html, values) if text.html else ""
    return Text(*fill(letter, text.subject, text.body, values), html)


def fill(letter: Letter, subject: str, body: str, values: Mapping[str, str]) -> tuple[str, str]:
    """A line whose words are all empty goes; a subject is one line."""
    shown = {
        name: value if letter.words[name].is_ours else unlinked(value)
        for name, value in values.items()
    }
    lines = [_line(line, shown) for line in body.splitlines()]
    text = "\n".join(line for line in lines if line is not None)
    head = _filled(subject, shown)
    return " ".join(head.split())[:200], re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def fill_html(letter: Letter, html: str, values: Mapping[str, str]) -> str:
    """The same for panitia's HTML. Only an address of the web or of mail becomes a link."""

    def shown(name: str) -> str:
        value = values.get(name, "")
        is_ours = name in letter.words and letter.words[name].is_ours
        said = escape(value) if is_ours else escape(unlinked(value))
        return said.replace("\n", "<br>\n")

    def address(name: str) -> str:
        value = values.get(name, "")
        return value if value.startswith(ADDRESSES) else ""

    return markup.written(markup.read(html), shown, address)


def _line(line: str, values: Mapping[str, str]) -> str | None:
    named = PLACEHOLDER.findall(line)
    if named and not any(values.get(name) for name in named):
        return None
    return _filled(line, values).rstrip()


def _filled(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def text_of(letter: Letter, scope: str = "") -> Text:
    """The words of the edition, else those for everywhere, else the portal's own."""
    own = LetterText.objects.filter(letter=letter.name, scope__in={"", scope})
    found = own.order_by("-scope").first()
    return Text(found.subject, found.body, found.html) if found else default_text(letter)


def default_text(letter: Letter) -> Text:
    text = clean(render_to_string(f"emails/{letter.name}.txt"))
    subject, _line_end, body = text.strip().partition("\n")
    return Text(subject, body.strip())


def as_html(text: Text) -> str:
    """For mail programs that prefer HTML: panitia's own, else the same words, in which only the
    portal's own links are links.
    """
    own = mark_safe(text.html)  # noqa: S308 - written by `markup`
    context = {"subject": text.subject, "body": own or linked(text.body), "is_own": bool(own)}
    return render_to_string("emails/letter.html", context)


def linked(body: str) -> SafeString:
    """Escaped paragraphs in which addresses of this portal can be followed."""
    own = re.compile(rf"{re.escape(escape(settings.PUBLIC_URL))}/[\w/?=&;%#.:-]*")
    paragraphs = [
        own.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(part))
        for part in body.strip().split("\n\n")
    ]
    joined = "".join(f"<p>{part.replace(chr(10), '<br>')}</p>\n" for part in paragraphs)
    return mark_safe(joined)  # noqa: S308 - every part was escaped above


def without_secrets(body: str) -> str:
    """The letter as it may be kept: links that open an account lose the part that does."""
    for pattern in SECRETS:
        body = pattern.sub(ERASED, body)
    return body
