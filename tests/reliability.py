"""docs/reliability.md from the tests: which faults they play, how often, under which name.

`python -m tests.reliability` writes it; a test says when that is due.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inovasi.embedded.paths import CHECKOUT

PAGE = CHECKOUT / "docs" / "reliability.md"
HEAD = """# What was broken, and what was lost

Each line is a test of `bin/test` that plays a fault so often and then asserts what its name says:
letters arrived and each bears one Message-ID, uploads have their bytes, deeds happened once or not
at all, pages answered meanwhile. Tests in `tests/` use the processes of the `Procfile` on
loopback; the others use real connections, a real mail server or a real store inside the test.

What a fault left behind is asked four questions (`tests/morning.py`): do the invariants hold, has
every event exactly one letter, every upload its file, and did the pages answer, if need be with
words?
The invariants are asked after each of these tests by `tests/asking.py`.

A mail server may get a letter twice when a worker is killed, or the line closed, between its
"250" and our row. Both copies bear one Message-ID, and the inbox shows the letter once.

The tables are written from the tests by `python -m tests.reliability`; `bin/test` fails when they
are not theirs.
"""
TABLE = """
## {title}

| fault | times | nothing was lost |
|---|---|---|
"""
BROKEN = {
    "The web server, or everything": r"^Web server,|web server|bin/run",
    "The database": r"PostgreSQL",
    "The broker": r"broker",
    "The clock": r"clock|deadline|for days",
    "Two at once, or one twice": r"at once|click|tabs|twice|second time|together",
    "A worker, its child, or beat": r"[Ww]orker|ffmpeg|child|Beat",
    "The mail server": r"mail server",
    "The line, the bucket, the disk": r"line|browser|link|session|bucket|disk|copy",
}
"""What breaks, and the words of a fault by which it is known; the first that fits."""


@dataclass(frozen=True, order=True)
class Fault:
    place: str
    line: int
    what: str
    times: str
    test: str

    @property
    def broken(self) -> str:
        """The table in which it stands."""
        return next(title for title, words in BROKEN.items() if re.search(words, self.what))

    @property
    def row(self) -> str:
        name = self.test.removeprefix("test_").replace("_", " ")
        return f"| {self.what} | {self.times} | {name} (`{self.place}`) |"


def faults() -> list[Fault]:
    """From every test module, in the order of the files."""
    skipped = {".venv", "node_modules", "var"}
    modules = (
        path
        for path in CHECKOUT.rglob("test_*.py")
        if not skipped & set(path.relative_to(CHECKOUT).parts)
    )
    return sorted(fault for path in modules for fault in _of_module(path))


def _of_module(path: Path) -> Iterator[Fault]:
    tree = ast.parse(path.read_text())
    place = str(path.relative_to(CHECKOUT))
    for test in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for mark in test.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.fault":
                times = [_number(tree, word.value) for word in mark.keywords]
                what = ast.literal_eval(mark.args[0])
                yield Fault(place, test.lineno, what, (times or ["1"])[0], test.name)


def _number(tree: ast.Module, value: ast.expr) -> str:
    """A number, the number that a constant of the module names, or "each"."""
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    value = named.get(value.id, value) if isinstance(value, ast.Name) else value
    return str(value.value) if isinstance(value, ast.Constant) else "each"


def page() -> str:
    rows: dict[str, list[str]] = {title: [] for title in BROKEN}
    for fault in faults():
        rows[fault.broken].append(f"{fault.row}\n")
    tables = (TABLE.format(title=title) + "".join(lines) for title, lines in rows.items() if lines)
    return HEAD + "".join(tables)


if __name__ == "__main__":
    PAGE.write_text(page())
