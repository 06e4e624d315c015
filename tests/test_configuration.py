"""docs/configuration.md and inovasi/settings.py say the same."""

import ast
import re
from collections.abc import Iterator

from inovasi.embedded.paths import CHECKOUT

TABLE_ROW = re.compile(r"^\| `(\w+)` \| (.*?) \|", re.MULTILINE)


def described() -> dict[str, str]:
    """Variable and default of each row of the first table."""
    text = (CHECKOUT / "docs" / "configuration.md").read_text()
    return dict(TABLE_ROW.findall(text.split("\n## ")[0]))


def readings() -> Iterator[tuple[str, object]]:
    """Each variable that the settings read, with its default where that is a plain value."""
    tree = ast.parse((CHECKOUT / "inovasi" / "settings.py").read_text())
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _reads_environment(call.func):
            yield ast.literal_eval(call.args[0]), _default(call)


def _reads_environment(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return isinstance(function.value, ast.Name) and function.value.id == "env"
    return isinstance(function, ast.Name) and function.id in {"checked", "required"}


def _default(call: ast.Call) -> object:
    named = [word.value for word in call.keywords if word.arg == "default"]
    checked = isinstance(call.func, ast.Name) and call.func.id == "checked"
    for expression in [*named, *(call.args[1:2] if checked else [])]:
        try:
            return eval(compile(ast.Expression(expression), "settings", "eval"), {})
        except NameError:
            return None
    return None


def test_every_variable_is_described_and_no_other() -> None:
    assert set(described()) == {name for name, _ in readings()}


def test_plain_defaults_are_the_ones_described() -> None:
    for name, default in readings():
        if isinstance(default, bool | int | str):
            text = str(int(default)) if isinstance(default, bool) else str(default)
            assert described()[name] == (f"`{text}`" if text else "empty"), name


def test_every_start_needs_what_is_called_required() -> None:
    tree = ast.parse((CHECKOUT / "inovasi" / "settings.py").read_text())
    required = {
        ast.literal_eval(call.args[0])
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "required"
    }
    called_so = {name for name, default in described().items() if default == "required"}
    assert called_so == required
