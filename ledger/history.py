"""Which tables leave a line in `Change` whenever a row of theirs changes, by whatever way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.operations import RunSQL

WATCH = """
CREATE TRIGGER ledger_watch_row AFTER INSERT OR UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION ledger_watch({without});
CREATE TRIGGER ledger_watch_all BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_watch();
"""
UNWATCH = """
DROP TRIGGER ledger_watch_row ON {table};
DROP TRIGGER ledger_watch_all ON {table};
"""
WRITES = ("INSERT", "UPDATE", "DELETE")


def watch(table: str, *, without: tuple[str, ...] = ()) -> RunSQL:
    """The step of a migration that begins the history of `table`.

    Columns named in `without` are never kept: what is private, and what ticks while a worker works.
    A later migration that watches a table anew begins with `unwatch`.
    """
    names = ", ".join(f"'{name}'" for name in without)
    return RunSQL(WATCH.format(table=table, without=names), UNWATCH.format(table=table))


def unwatch(table: str) -> RunSQL:
    """The step that ends it; what was written stays."""
    return RunSQL(UNWATCH.format(table=table), RunSQL.noop)


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
