"""One door for every status: no module but the owner of a state machine writes one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
APPS = ("competitions", "innovations", "inovasi", "judging", "notifications", "submissions")
OWNERS = {"submissions/workflow.py", "innovations/workflow.py", "units/people.py"}
WRITERS = {"update", "create", "get_or_create", "update_or_create", "bulk_update"}


def modules() -> Iterator[Path]:
    for app in (*APPS, "units", "uploads"):
        for path in sorted((CHECKOUT / app).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts):
                yield path


def writes(tree: ast.AST) -> Iterator[int]:
    """Lines that set `.status`, or hand `status` to something that writes rows."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(_is_status(each) for target in targets for each in ast.walk(target)):
                yield node.lineno
        if isinstance(node, ast.Call) and _hands_over_status(node):
            yield node.lineno


def _is_status(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "status"


def _hands_over_status(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    by_name = name in WRITERS and any(word.arg == "status" for word in call.keywords)
    by_text = name in WRITERS | {"save", "setattr"} and any(
        isinstance(each, ast.Constant) and each.value == "status" for each in ast.walk(call)
    )
    return by_name or by_text


def test_no_other_module_writes_a_status():
    found = {
        str(path.relative_to(CHECKOUT)): lines
        for path in modules()
        if (lines := list(writes(ast.parse(path.read_text()))))
    }

    assert set(found) == OWNERS, found


@pytest.mark.parametrize(
    "line",
    [
        "row.status = 'lolos'",
        "row.status, row.at = new, at",
        "setattr(row, 'status', new)",
        "Submission.objects.filter(pk=1).update(status=new)",
        "Submission.objects.filter(pk=1).update(**{'status': new})",
        "Submission.objects.create(status=new)",
        "row.save(update_fields=['status'])",
        "Submission.objects.bulk_update(rows, ['status'])",
    ],
)
def test_the_check_sees_what_it_should(line):
    assert list(writes(ast.parse(line))) == [1]


@pytest.mark.parametrize(
    "line", ["rows.filter(status=new)", "render(request, name, status=422)", "x = row.status"]
)
def test_reading_a_status_is_everybodys(line):
    assert not list(writes(ast.parse(line)))
