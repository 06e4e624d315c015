"""Turns that no row can give: an advisory lock under a name."""

from django.db import connection


def one_at_a_time(name: str) -> None:
    """Wait for everybody else who said this name; the turn ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
