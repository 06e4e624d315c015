"""The age of an innovation, counted back from the closing of registration."""

import calendar
from datetime import date, datetime, timedelta


def closing_day(closes_at: datetime) -> date:
    """The last day on which something could be handed in; midnight ends the day before.

    `closes_at` is aware and in the zone in which people read it.
    """
    return (closes_at - timedelta(microseconds=1)).date()


def latest_start(closing: date, months: int) -> date:
    """The last day on which implementation may have begun: `months` before `closing`.

    Where that month is shorter, its last day: a month before 31 March is 28 or 29 February.
    """
    year, month = divmod(closing.year * 12 + closing.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(closing.day, last))
