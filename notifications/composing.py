"""From a kind of letter and its context to subject, text and HTML.

Every text takes one way: the words in braces are filled in at once, so that nothing in a value is
read as a placeholder. A value that people wrote is never a link, not even for mail programs that
make links of whatever looks like one.
"""

import re
from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from inovasi.lib.texts import clean, unlinked
from notifications.letters import LETTERS, Context, Letter
from notifications.models import LetterText

PLACEHOLDER = re.compile(r"\{(\w+)\}")
SECRETS: list[re.Pattern[str]] = []
"""Upper apps add what of a letter opens an account; it goes from the row once the letter is out."""
ERASED = "…"


def compose(name: str, context: Context) -> tuple[str, str]:
    """Subject and plain-text body of a letter, in the portal's language."""
    letter = LETTERS[name]
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = text_of(letter, letter.scope(context))
        return fill(letter, subject, body, letter.values(context))


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


def _line(line: str, values: Mapping[str, str]) -> str | None:
    named = PLACEHOLDER.findall(line)
    if named and not any(values.get(name) for name in named):
        return None
    return _filled(line, values).rstrip()


def _filled(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def text_of(letter: Letter, scope: str = "") -> tuple[str, str]:
    """The words of the edition, else those for everywhere, else the portal's own."""
    own = LetterText.objects.filter(letter=letter.name, scope__in={"", scope})
    found = own.order_by("-scope").first()
    return (found.subject, found.body) if found else default_text(letter)


def default_text(letter: Letter) -> tuple[str, str]:
    text = clean(render_to_string(f"emails/{letter.name}.txt"))
    subject, _line_end, body = text.strip().partition("\n")
    return subject, body.strip()


def as_html(subject: str, body: str) -> str:
    """The same words for mail programs that prefer HTML; only the portal's own links are links."""
    return render_to_string("emails/letter.html", {"subject": subject, "body": linked(body)})


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
