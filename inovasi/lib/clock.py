"""The clock that deadlines are measured with: the database's own, the same for every process.

A web host whose clock is wrong neither opens nor closes a phase. Deeds take their moment as an
argument; those that a deadline ends also take a `Clock`, and read it when their turn has come.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

COMPARED_EVERY = 30.0
"""Seconds for which a process trusts what it knows of its own clock."""
NOTHING = timedelta(seconds=1)
"""So far outside the moments of question and answer the database's clock may lie."""


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


class _Own:
    """The clock of this host: how far it is behind the database's, and when that was asked."""

    behind = timedelta()
    compared_at = -COMPARED_EVERY


_turn = threading.Lock()
"""Whoever asks while another compares waits for what it finds."""


def of_request() -> datetime:
    """The moment of a request: this host's clock, set right by the database's twice a minute.

    While the database is away, by what it said last.
    """
    if not settings.DEADLINES_BY_DATABASE:
        return timezone.now()
    if _is_due():
        with _turn:
            if _is_due():
                _compare()
    return timezone.now() + _Own.behind


def _is_due() -> bool:
    return time.monotonic() - _Own.compared_at >= COMPARED_EVERY


def _compare() -> None:
    before = timezone.now()
    try:
        said = now()
    except Error as error:
        logger.warning("the clock of this host was not compared: %s", error)
    else:
        after = timezone.now()
        is_right = before - NOTHING <= said <= after + NOTHING
        _Own.behind = timedelta() if is_right else said - after
    _Own.compared_at = time.monotonic()
