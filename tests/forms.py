"""What a browser sends when a person fills in a form: what stands in it, and what they typed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

FIELDS = {"input", "textarea", "select", "button"}


@dataclass
class Form:
    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    """Every field in the order of the page, also those that hold nothing."""
    required: set[str] = field(default_factory=set)
    choices: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """Name and value of each button that sends the form; without a name it tells nothing."""

    def add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area = self._select = self._option = None
        self._chosen = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        its = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = Form(its.get("action", ""), its.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and "disabled" not in its and tag in FIELDS:
            self._field(tag, its)
        elif tag == "option" and self._form is not None and self._select:
            self._form.choices[self._select].append(its.get("value", ""))
            if "selected" in its:
                self._form.add(self._select, its.get("value", ""))

    def _field(self, tag: str, its: dict[str, str]) -> None:
        form, name, kind = self._form, its.get("name", ""), its.get("type", tag)
        assert form
        if kind in {"submit", "button"}:
            form.buttons.append((name, its.get("value", "")))
        if not name or kind in {"submit", "button"}:
            return
        if name not in form.names:
            form.names.append(name)
        form.kinds[name] = kind
        if "required" in its:
            form.required.add(name)
        if kind in {"checkbox", "radio"}:
            value = its.get("value", "on")
            form.choices.setdefault(name, []).append(value)
            if "checked" in its:
                form.add(name, value)
        elif tag == "textarea":
            self._area = name
            form.add(name, "")
        elif tag == "select":
            self._select = name
            form.kinds[name] = "several" if "multiple" in its else "select"
            form.choices.setdefault(name, [])
        elif kind != "file":
            form.add(name, its.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.values[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area and self._form:
            text = self._form.values[self._area][-1]
            self._form.values[self._area][-1] = text.removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None


def forms(page: str) -> list[Form]:
    """The forms of a page that change something."""
    reader = _Reader()
    reader.feed(page)
    return [form for form in reader.forms if form.method == "post"]


def filled(form: Form, typed: dict[str, Any]) -> dict[str, Any]:
    """What stands in the form, a choice where one must be made, what a person typed, the button."""
    found: dict[str, Any] = dict(form.values)
    for name in form.names:
        must = name in form.required or form.kinds[name] in {"radio", "select"}
        if must and not any(found.get(name, [])):
            found[name] = [_first(form, name)]
    pressed = form.buttons[:1] if not typed.keys() & {name for name, _ in form.buttons} else []
    return {**found, **{name: value for name, value in pressed if name}, **typed}


def _first(form: Form, name: str) -> str:
    chosen: Iterator[str] = (value for value in form.choices.get(name, []) if value)
    if form.kinds[name] == "select" and name not in form.required:
        chosen = iter(form.choices[name])
    samples = {"number": "1", "date": "2026-03-10", "email": "baru@gowa.example"}
    return next(chosen, samples.get(form.kinds[name], "Alasan yang cukup panjang untuk dibaca."))
