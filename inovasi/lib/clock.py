"""The clock that deadlines are measured with: the database's own, the same for every process.

A web host whose clock is wrong neither opens nor closes a phase. Deeds take their moment as an
argument; those that a deadline ends also take a `Clock`, and read it when their turn has come.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

Clock = Callable[[], datetime]


def now() -> datetime:
    """The moment at which this is asked, also inside a long transaction.

    Where `DEADLINES_BY_DATABASE` is off, as in tests that travel in time, it is Python's.
    """
    if not settings.DEADLINES_BY_DATABASE:
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return moment
