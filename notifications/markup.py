"""HTML that panitia writes for a letter: read into a small tree, and never copied into a mail.

What goes out is written anew from the tree: elements of a short list, no attribute but the address
of a link, and text that is escaped. So nothing stands in a letter that was not made here, whatever
programs that show mails make of broken or clever markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from django.utils.html import escape
from django.utils.translation import gettext as _

from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused

PLACEHOLDER = re.compile(r"\{(\w+)\}")
ALONE = {"br", "hr"}
PARTS = {"p", "h2", "h3", "li", "tr", "blockquote"}
"""Goes, as a line of a plain letter does, when all its placeholders are empty."""
ELEMENTS = {
    *ALONE,
    *PARTS,
    *["strong", "em", "b", "i", "u", "a", "ul", "ol", "table", "thead", "tbody", "th", "td"],
}
DEEPEST = 20

Say = Callable[[str], str]
"""From the name of a placeholder to what stands for it."""


class Unreadable(Refused):
    """What is wrong with the markup, as a sentence."""


@dataclass
class Element:
    tag: str
    address: str = ""
    """The placeholder that a link leads to."""
    content: list[Element | str] = field(default_factory=list)


def read(text: str) -> Element:
    """The tree of `text`, under an element without a name. Raises `Unreadable`."""
    if "<!" in text or "<?" in text:
        raise _no_comment()
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.whole()


def _no_comment() -> Unreadable:
    return Unreadable(_("Komentar tidak dipakai dalam surat."))


def placeholders(element: Element) -> Iterator[str]:
    """Every name that stands in it, in links as well."""
    if element.address:
        yield element.address
    for each in element.content:
        if isinstance(each, Element):
            yield from placeholders(each)
        else:
            yield from PLACEHOLDER.findall(each)


def links(element: Element) -> Iterator[Element]:
    """Every `a` in it."""
    if element.address:
        yield element
    for each in element.content:
        if isinstance(each, Element):
            yield from links(each)


def pieces(element: Element) -> Iterator[str]:
    """The text alone, as it is filled in: a placeholder that a tag parts is none."""
    for each in element.content:
        if isinstance(each, Element):
            yield from pieces(each)
        else:
            yield each


def written(element: Element, shown: Say, address: Say) -> str:
    """HTML of the tree. `shown` gives escaped HTML for a placeholder in the text, `address` the
    plain address for one in a link; a link without an address is only its words.
    """
    if element.tag in PARTS:
        named = set(placeholders(element))
        if named and not any(shown(name) for name in named):
            return ""
    if element.tag in ALONE:
        return f"<{element.tag}>"
    inner = "".join(
        written(each, shown, address) if isinstance(each, Element) else _filled(each, shown)
        for each in element.content
    )
    if element.tag == "a":
        leads_to = address(element.address)
        return f'<a href="{escape(leads_to)}">{inner}</a>' if leads_to else inner
    return f"<{element.tag}>{inner}</{element.tag}>" if element.tag else inner


def _filled(text: str, shown: Say) -> str:
    parts = PLACEHOLDER.split(text)
    return "".join(shown(part) if n % 2 else escape(part) for n, part in enumerate(parts))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._open = [Element("")]

    def whole(self) -> Element:
        if len(self._open) > 1:
            raise Unreadable(_("<%(tag)s> tidak ditutup.") % {"tag": self._open[-1].tag})
        return self._open[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            known = {"tag": tag[:30], "tags": ", ".join(sorted(ELEMENTS))}
            raise Unreadable(
                _("<%(tag)s> tidak dipakai dalam surat. Yang dipakai: %(tags)s.") % known
            )
        if tag == "a" and any(each.tag == "a" for each in self._open):
            raise Unreadable(_("Sebuah tautan tidak dapat memuat tautan lain."))
        if len(self._open) > DEEPEST:
            raise Unreadable(_("Terlalu banyak tag di dalam tag."))
        element = Element(tag, _address(tag, attrs))
        self._open[-1].content.append(element)
        if tag not in ALONE:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in ALONE or self._open[-1].tag != tag:
            raise Unreadable(
                _("</%(tag)s> tidak menutup apa pun di tempat itu.") % {"tag": tag[:30]}
            )
        self._open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ALONE:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise Unreadable(_("Ada tanda < yang tidak menjadi tag. Tulis &lt; untuk tanda itu."))
        self._open[-1].content.append(data)

    def handle_entityref(self, name: str) -> None:
        self._open[-1].content.append(clean(unescape(f"&{name};")))

    def handle_charref(self, name: str) -> None:
        self.handle_entityref(f"#{name}")

    def handle_comment(self, _data: str) -> None:
        raise _no_comment()


def _address(tag: str, attributes: list[tuple[str, str | None]]) -> str:
    """The placeholder of a link; nothing else may stand in a tag."""
    given = dict(attributes)
    found = PLACEHOLDER.fullmatch(given.get("href") or "") if tag == "a" else None
    if len(attributes) == 1 and found:
        return found[1]
    if tag == "a":
        raise Unreadable(
            _('Tautan ditulis <a href="{tautan}">: hanya kata ganti, tanpa yang lain.')
        )
    if attributes:
        known = {"tag": tag, "name": attributes[0][0][:30]}
        raise Unreadable(_("<%(tag)s> tidak memakai %(name)s.") % known)
    return ""
