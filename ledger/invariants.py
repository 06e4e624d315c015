from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from ledger.history import watched
from ledger.verifying import faults

STANDING = """
SELECT tgrelid::regclass::text, tgname, tgenabled, tgtype, proname,
       encode(tgargs, 'hex'), tgqual IS NULL AND tgattr = ''
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE starts_with(tgname, 'ledger_') AND NOT tgisinternal
"""
SOURCES = "SELECT proname, md5(prosrc) FROM pg_proc WHERE starts_with(proname, 'ledger_')"
ALWAYS = "A"
ROW_IS_WRITTEN, ROW_IS_CHANGED, TABLE_IS_EMPTIED = 29, 27, 34
"""PostgreSQL's `tgtype`: after insert, update or delete; before update or delete; truncate."""
FUNCTIONS = {
    "ledger_keep": "edffaf798f396a82ae1f78c60cb92f9e",
    "ledger_refuse": "8ff2a392ca2109fc1d3067e3c42bb2f0",
    "ledger_watch": "88838dcd024775e00a1deffce8029a20",
}
"""MD5 of what the migrations wrote; whoever changes a function there changes it here."""


class Trigger(NamedTuple):
    state: str
    kind: int
    function: str
    arguments: str
    is_plain: bool
    """For every row and column, without a condition."""


def ledger_is_whole() -> Iterator[str]:
    """Every line of the ledger is there, as it was written, in its place."""
    yield from faults()


def history_is_watched() -> Iterator[str]:
    """Every trigger that writes or keeps the history stands and is awake, as migrations made it."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        standing = {(row[0], row[1]): Trigger(*row[2:]) for row in cursor.fetchall()}
        cursor.execute(SOURCES)
        sources = dict(cursor.fetchall())
    for (table, name), wanted in sorted(_wanted().items()):
        found = standing.get((table, name))
        if found is None:
            yield f"{table}: pemicu {name} hilang."
        elif found.state != ALWAYS:
            yield f"{table}: pemicu {name} dimatikan."
        elif found != wanted:
            yield f"{table}: pemicu {name} diubah."
    for function, digest in FUNCTIONS.items():
        if sources.get(function) != digest:
            yield f"Fungsi {function} diubah atau hilang."


def _wanted() -> dict[tuple[str, str], Trigger]:
    kept = {"ledger_line": "ledger_keep", "ledger_change": "ledger_refuse"}
    wanted = {}
    for table, function in kept.items():
        wanted[table, "ledger_keep_line"] = _plain(ROW_IS_CHANGED, function)
        wanted[table, "ledger_keep_all"] = _plain(TABLE_IS_EMPTIED, function)
    for table, without in watched().items():
        arguments = "".join(f"{name}\0" for name in without).encode().hex()
        wanted[table, "ledger_watch_row"] = _plain(ROW_IS_WRITTEN, "ledger_watch", arguments)
        wanted[table, "ledger_watch_all"] = _plain(TABLE_IS_EMPTIED, "ledger_watch")
    return wanted


def _plain(kind: int, function: str, arguments: str = "") -> Trigger:
    return Trigger(ALWAYS, kind, function, arguments, is_plain=True)
