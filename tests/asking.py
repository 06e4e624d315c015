"""The invariants asked after tests, with every trigger of the ledger awake; used by conftest.py."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.operations import BaseDatabaseOperations

from inovasi.lib.invariants import broken


@pytest.fixture(scope="session", autouse=True)
def _history_may_be_emptied_between_tests() -> Iterator[None]:
    """The triggers that refuse it sleep while tables are emptied after a test, and only then.

    Of every connection: a test that drives a browser has one of its own.
    """
    operations, tables = type(connection.ops), ("ledger_line", "ledger_change")
    emptying, executing = operations.sql_flush, operations.execute_sql_flush

    def with_sleeping_triggers(*args: Any, **options: Any) -> list[str]:
        change = "ALTER TABLE {} {} TRIGGER ledger_keep_all"
        return [
            *(change.format(table, "DISABLE") for table in tables),
            *emptying(*args, **options),
            *(change.format(table, "ENABLE ALWAYS") for table in tables),
        ]

    def in_the_end(self: BaseDatabaseOperations, statements: list[str]) -> None:
        """A page that a browser has left may still be answered, and each wait for the other."""
        for tries_left in (2, 1, 0):
            try:
                executing(self, statements)
            except OperationalError:
                if not tries_left:
                    raise
            else:
                return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", with_sleeping_triggers)
        patch.setattr(operations, "execute_sql_flush", in_the_end)
        yield


@pytest.fixture(autouse=True)
def _invariants_hold(request: pytest.FixtureRequest, _private_storage) -> Iterator[None]:
    """What a test leaves in the database is asked before it is rolled back or emptied.

    After each test on real connections and the last of each file; `INVARIANTS=each`: after each.
    Who breaks a rule on purpose says which: `@pytest.mark.breaks("letters_end_once")`.
    """
    if not _is_asked_after(request):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    for place in {"bucket", "disk"} & {*request.fixturenames}:
        request.getfixturevalue(place)
    yield
    if not connection.needs_rollback:
        mark = request.node.get_closest_marker("breaks")
        allowed = mark.args if mark else ()
        found = [each for each in broken() if each.name not in allowed]
        assert not found, found


def _is_asked_after(request: pytest.FixtureRequest) -> bool:
    mark = request.node.get_closest_marker("django_db")
    if mark is None and not {"db", "transactional_db"} & {*request.fixturenames}:
        return False
    tests = [name for name in vars(request.module) if name.startswith("test_")]
    is_last = request.function.__name__ == tests[-1]
    on_real_connections = mark is not None and mark.kwargs.get("transaction")
    return bool(is_last or on_real_connections or os.environ.get("INVARIANTS") == "each")
