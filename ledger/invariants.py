from collections.abc import Iterator

from django.db import connection

from ledger.verifying import faults

SLEEPING = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE starts_with(tgname, 'ledger_') AND tgenabled NOT IN ('O', 'A')
  AND tgname <> 'ledger_keep_all'
ORDER BY 1, 2
"""
"""Without the one against emptying a table, which the tests have to switch off."""


def ledger_is_whole() -> Iterator[str]:
    """Every line of the ledger is there, as it was written, in its place."""
    yield from faults()


def history_is_watched() -> Iterator[str]:
    """No trigger that writes or keeps the history is switched off."""
    with connection.cursor() as cursor:
        cursor.execute(SLEEPING)
        for table, trigger in cursor.fetchall():
            yield f"{table}: pemicu {trigger} dimatikan."
