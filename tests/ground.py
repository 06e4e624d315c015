"""The rows and files that a play begins with: what it changed, and the way back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from django.db import connection, transaction

from tests.processes import until

Rows = Mapping[tuple[str, str], list[str]]


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[str, ...]
    firm: tuple[str, ...]
    """Columns that say the same whenever a deed is played: no keys, no moments, no marks."""


class Ground:
    """Tables and store as they are now; `restore` brings back what was changed since.

    What did not change since `under` is not copied a second time.
    """

    def __init__(self, store: Path, name: str, under: Self | None = None) -> None:
        self._store, self._schema = store, f"ground_{name}"
        self._tables = under._tables if under else list(_tables())
        self._copies = dict(under._copies) if under else {}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {self._schema}")
            for table in under.changed() if under else self._tables:
                copy = self._copies[table.name] = f'{self._schema}."{table.name}"'
                cursor.execute(f'CREATE TABLE {copy} AS TABLE public."{table.name}"')
            cursor.execute(
                "SELECT schemaname || '.' || sequencename, coalesce(last_value, 1),"
                " last_value IS NOT NULL FROM pg_sequences WHERE schemaname = 'public'"
            )
            self._sequences = cursor.fetchall()
        self._marks = self._marked()
        self._files = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}

    def _marked(self) -> dict[str, tuple[int, int]]:
        """A number for each table that tells whether anything in it is other than before."""
        each = (
            f"SELECT '{table.name}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)"
            f' FROM public."{table.name}" t'
            for table in self._tables
        )
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(each))
            return {name: (number, mark) for name, number, mark in cursor.fetchall()}

    def changed(self) -> list[Table]:
        marks = self._marked()
        return [each for each in self._tables if marks[each.name] != self._marks[each.name]]

    def rows(self, tables: Iterable[Table]) -> Rows:
        """How many rows stand in those tables, and the values of each column, in no order."""
        found: dict[tuple[str, str], list[str]] = {}
        with connection.cursor() as cursor:
            for table in tables:
                cells = ", ".join(f'"{each}"::text' for each in ("ctid", *table.firm))
                cursor.execute(f'SELECT {cells} FROM public."{table.name}"')
                lines = cursor.fetchall()
                found[table.name, "rows"] = [str(len(lines))]
                for place, column in enumerate(table.firm, start=1):
                    found[table.name, column] = sorted(str(line[place]) for line in lines)
        return found

    def restore(self) -> None:
        """One transaction in which no trigger of ours is heard."""
        with transaction.atomic(), connection.cursor() as cursor:
            changed = self.changed()
            always = [pair for table in changed for pair in _always(cursor, table.name)]
            for table, trigger in always:
                cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{trigger}"')
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in changed:
                self._copy_back(cursor, table)
            for table, trigger in always:
                cursor.execute(f'ALTER TABLE {table} ENABLE ALWAYS TRIGGER "{trigger}"')
            cursor.executemany("SELECT setval(%s, %s, %s)", self._sequences)
        for path in self._store.rglob("*"):
            if path.is_file() and path not in self._files:
                path.unlink()
        for path, content in self._files.items():
            if not path.exists() or path.stat().st_size != len(content):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)

    def _copy_back(self, cursor: Any, table: Table) -> None:
        names = ", ".join(f'"{each}"' for each in table.columns)
        cursor.execute(f'DELETE FROM public."{table.name}"')
        cursor.execute(
            f'INSERT INTO public."{table.name}" ({names}) OVERRIDING SYSTEM VALUE'
            f" SELECT {names} FROM {self._copies[table.name]}"
        )

    def forget(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {self._schema} CASCADE")


TABLES = """
SELECT c.relname,
       array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
       coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE
           a.attgenerated = ''
           AND NOT EXISTS (SELECT FROM pg_constraint k
                           WHERE k.conrelid = c.oid AND k.contype IN ('p', 'f')
                           AND a.attnum = ANY (k.conkey))
           AND format_type(a.atttypid, null) NOT IN
               ('timestamp with time zone', 'uuid', 'jsonb', 'bytea', 'tsvector')), '{}')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  AND c.relname <> 'django_migrations'
GROUP BY c.oid, c.relname ORDER BY c.relname
"""


def _tables() -> Iterable[Table]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for name, columns, firm in cursor.fetchall():
            yield Table(name, tuple(columns), tuple(firm))


def _always(cursor: Any, table: str) -> list[tuple[str, str]]:
    """Triggers that are heard also while tables are copied back."""
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND tgenabled = 'A'",
        [f'public."{table}"'],
    )
    return cursor.fetchall()


def quiet() -> bool:
    """Every other connection to this database has ended: what was sent has been done or undone."""
    with connection.cursor() as cursor:
        return until(lambda: not _others(cursor), seconds=30, pause=0.002)


def _others(cursor: Any) -> int:
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    return cursor.fetchone()[0]
