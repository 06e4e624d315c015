"""Rules of the house that no linter sees: where foreign keys point, how long things grow, and
that templates hold neither inline code nor untranslatable words.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from notifications import letters

CHECKOUT = Path(__file__).resolve().parent.parent
APPS = (
    "inovasi",
    "ledger",
    "notifications",
    "uploads",
    "downloads",
    "units",
    "competitions",
    "innovations",
    "submissions",
    "judging",
    "workshops",
    "oioi",
)
FLOOR = {
    "ledger": 0,
    "notifications": 0,
    "uploads": 0,
    "downloads": 1,
    "units": 1,
    "competitions": 2,
    "innovations": 3,
    "submissions": 4,
    "judging": 5,
    "workshops": 5,
    "oioi": 6,
}
TEMPLATES = CHECKOUT / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
LETTERS = TEMPLATES / "emails"
SCREENS = [path for path in PAGES if LETTERS not in path.parents]


def name_of(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def code(*, tests: bool) -> list[Path]:
    """The project's own Python, without migrations, which Django writes."""
    folders = [*APPS, "bench", "bin", *(["tests"] if tests else [])]
    found = [
        path
        for folder in folders
        for path in sorted((CHECKOUT / folder).rglob("*.py"))
        if "migrations" not in path.parts and (tests or "tests" not in path.parts)
    ]
    return [*found, CHECKOUT / "conftest.py"] if tests else found


# --- tables -------------------------------------------------------------------------------


def test_every_app_with_tables_has_a_floor() -> None:
    own = {config.label for config in apps.get_app_configs() if config.name in APPS}
    assert own - {"inovasi"} == set(FLOOR)


def test_foreign_keys_point_downwards() -> None:
    """To a lower floor or within the app. Whose account it is everyone may ask: AUTH_USER_MODEL."""
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in FLOOR
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and not _is_downwards(model, field.related_model)
    ]
    assert not upwards


def _is_downwards(model: type, target: type) -> bool:
    here, there = model._meta.app_label, target._meta.app_label
    if here == there or target._meta.label == settings.AUTH_USER_MODEL or there not in FLOOR:
        return True
    return FLOOR[there] < FLOOR[here]


# --- sizes --------------------------------------------------------------------------------


def test_no_file_is_longer_than_400_lines() -> None:
    static = [path for path in (CHECKOUT / "static").rglob("*") if path.suffix in {".js", ".css"}]
    long = {
        name_of(path): lines
        for path in [*code(tests=True), *static]
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert not long


def test_no_function_is_longer_than_50_lines() -> None:
    long = {
        f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in code(tests=False)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > 50
    }
    assert not long


def test_templates_stay_short() -> None:
    long = {
        name_of(path): lines
        for path in PAGES
        if (lines := len(path.read_text().splitlines())) > _most_lines(path)
    }
    assert not long


def _most_lines(path: Path) -> int:
    if path == TEMPLATES / "base.html":
        return 119
    is_partial = path.parent.name == "partials" or path.name.startswith("_")
    return 40 if is_partial else 150


# --- words in code ------------------------------------------------------------------------


def test_nothing_is_printed_or_left_to_do() -> None:
    left = [
        f"{name_of(path)}:{token.start[0]}: {token.line.strip()}"
        for path in code(tests=False)
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
        if (token.type == tokenize.NAME and token.string == "print")
        or (token.type == tokenize.COMMENT and re.search(r"\b(TODO|FIXME|XXX)\b", token.string))
    ]
    scripts = [*PAGES, *(CHECKOUT / "static").rglob("*.js")]
    left += [
        name_of(path)
        for path in scripts
        if re.search(r"\b(TODO|FIXME|XXX|console\.log|debugger)\b", path.read_text())
    ]
    assert not left


def letters_posted() -> set[str]:
    """The names that the code gives to `post(...)` and its likes."""
    calls = (
        node
        for path in code(tests=False)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"post", "post_to_address", "remind"}
        and node.args
    )
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def test_every_letter_has_its_template_and_every_template_is_sent() -> None:
    written = {str(path.relative_to(LETTERS).with_suffix("")) for path in LETTERS.rglob("*.txt")}
    assert letters_posted() == written == set(letters.LETTERS)


# --- templates ----------------------------------------------------------------------------

CODE = re.compile(
    r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|\{%\s*block \w+_class\s*%\}.*?endblock\s*%\}",
    re.DOTALL,
)
TRANSLATED = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}", re.DOTALL)
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = {"alt", "aria-label", "placeholder", "title", "aria-description", "aria-roledescription"}
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"PDF", "SHA", "Portal", "Inovasi"}


class Markup(HTMLParser):
    """The tags, the words between them and the words in attributes that people hear or read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.words += [value or "" for name, value in attrs if name in SPOKEN]
        self.words += [v or "" for name, v in attrs if name.startswith("data-text")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def markup(path: Path) -> Markup:
    """The template without its tags; what was translated or computed leaves a mark."""
    text = TRANSLATED.sub("@", CODE.sub("", path.read_text()))
    return Markup(TAGS.sub("@", text))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_template_has_no_inline_code(path: Path) -> None:
    inline = []
    for tag, attributes in markup(path).tags:
        if tag == "style" or (tag == "script" and "src" not in attributes):
            inline.append(tag)
        inline += [name for name in attributes if name == "style" or name.startswith("on")]
        inline += [v for v in attributes.values() if v and v.strip().startswith("javascript:")]
    assert not inline


@pytest.mark.parametrize("path", [path for path in PAGES if path.name != "style.html"], ids=name_of)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    untranslatable = [
        text.strip()
        for text in markup(path).words
        if set(WORD.findall(text.replace("@", " "))) - NAMES
    ]
    assert not untranslatable


@pytest.mark.parametrize("path", sorted(LETTERS.rglob("*.txt")), ids=name_of)
def test_every_word_of_a_letter_can_be_translated(path: Path) -> None:
    text = TAGS.sub("@", TRANSLATED.sub("@", CODE.sub("", path.read_text())))
    assert not WORD.findall(text)


def test_the_check_of_templates_sees_what_it_should(tmp_path: Path) -> None:
    """Something that must be found is found."""
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}<p onclick="x()" style="top:0">Halo {{ name }}</p>'
        '<p>{% translate "Aman" %}</p><img alt="Peta"><script>1</script>'
        "{% blocktranslate %}Aman {{ name }}{% endblocktranslate %}"
        "{% comment %}Aman{% endcomment %}{% block page_class %}page-narrow{% endblock %}"
    )
    seen = markup(page)
    assert [word for word in seen.words if WORD.search(word)] == ["Halo @", "Peta"]
    assert {"onclick", "style"} <= set(seen.tags[0][1])


def templates_named() -> Iterator[str]:
    sources = [*code(tests=False), *TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]
    for path in sources:
        yield from re.findall(r"""["']([\w/-]+\.html)["']""", path.read_text())


def test_every_named_template_exists() -> None:
    ours = {str(path.relative_to(TEMPLATES)) for path in PAGES}
    foreign = {"bootstrap5", "django", "registration"}
    missing = {
        name
        for name in templates_named()
        if name not in ours and name.partition("/")[0] not in foreign
    }
    assert not missing
