"""Which tables leave a line in `Change` whenever a row of theirs changes, by whatever way."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

WATCH = """
CREATE TRIGGER ledger_watch_row AFTER INSERT OR UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION ledger_watch({without});
CREATE TRIGGER ledger_watch_all BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_watch();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger_watch_row;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger_watch_all;
"""
UNWATCH = """
DROP TRIGGER ledger_watch_row ON {table};
DROP TRIGGER ledger_watch_all ON {table};
"""
ALWAYS = """
DO $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT tgrelid::regclass AS place, tgname FROM pg_trigger WHERE starts_with(tgname, 'ledger_')
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', found.place, found.tgname);
  END LOOP;
END $$;
"""
"""So that a session that calls itself a replica (`session_replication_role`) is watched as well."""
WRITES = ("INSERT", "UPDATE", "DELETE")


class Watch(RunSQL):
    """The step of a migration that begins the history of `table`."""

    def __init__(self, table: str, without: tuple[str, ...]) -> None:
        self.table, self.without = table, without
        names = ", ".join(f"'{name}'" for name in without)
        super().__init__(WATCH.format(table=table, without=names), UNWATCH.format(table=table))


class Unwatch(RunSQL):
    """The step that ends it."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(UNWATCH.format(table=table), RunSQL.noop)


def watch(table: str, *, without: tuple[str, ...] = ()) -> Watch:
    """The step of a migration that begins the history of `table`.

    Columns named in `without` are never kept: what is private, and what ticks while a worker works.
    A later migration that watches a table anew begins with `unwatch`.
    """
    return Watch(table, without)


def unwatch(table: str) -> Unwatch:
    """The step that ends it; what was written stays."""
    return Unwatch(table)


@cache
def watched() -> Mapping[str, tuple[str, ...]]:
    """Every table that the migrations say is watched, with the columns that are left out."""
    found: dict[str, tuple[str, ...]] = {}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    steps = dict.fromkeys(
        step for leaf in loader.graph.leaf_nodes() for step in loader.graph.forwards_plan(leaf)
    )
    for step in steps:
        for operation in loader.disk_migrations[step].operations:
            if isinstance(operation, Watch):
                found[operation.table] = operation.without
            elif isinstance(operation, Unwatch):
                found.pop(operation.table, None)
    return found


@contextmanager
def acting(account: Callable[[], int | None]) -> Iterator[None]:
    """What is written meanwhile on this connection names the account in the history.

    It is asked for at each write, as somebody may sign in on the way. Its number travels in front
    of the statement, so it costs no round trip, and neither a rollback nor a pooler of connections
    loses it or leaves it to somebody else.
    """

    def name(execute: Any, sql: Any, values: Any, many: bool, context: dict[str, Any]) -> Any:
        if isinstance(sql, str) and sql.startswith(WRITES) and (actor := account()):
            sql = f"/* actor={int(actor)} */ {sql}"
        return execute(sql, values, many, context)

    with connection.execute_wrapper(name):
        yield
