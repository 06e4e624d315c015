"""What is due, as one list over all that somebody is: the nearest date first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone


@dataclass(frozen=True)
class Item:
    """One thing to do. Without `due` it may wait, and stands below what may not."""

    title: str
    note: str
    url: str
    action: str
    due: datetime | None = None
    tone: str = "info"
    icon: str = "todo"
    place: str = ""
    """The unit it is for; said when somebody acts for several."""


def in_order(items: Iterable[Item]) -> list[Item]:
    """By date; what has none keeps its order at the end."""
    found = list(items)
    dated = sorted((item for item in found if item.due), key=lambda item: item.due)
    return [*dated, *(item for item in found if not item.due)]


def end_of(day: date) -> datetime:
    """The last minute of a day in the portal's zone."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
