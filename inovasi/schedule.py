"""What the portal does by itself, and when; the one place to look.

Each line names a task that is safe to run twice and late. Besides, a worker that starts runs each
of them once (`inovasi.celery`), to make up for what was missed.
"""

from collections.abc import Mapping
from datetime import time
from typing import Any

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

REMEDY = "write the beginning and the end of the night, such as 20:00-06:00; empty: none."


def _each(task: str, *, seconds: float) -> dict[str, Any]:
    return {"task": task, "schedule": seconds}


def _daily(task: str, clock: str) -> dict[str, Any]:
    hour, minute = clock.split(":")
    return {"task": task, "schedule": crontab(hour=int(hour), minute=int(minute))}


BY_DAY: Mapping[str, tuple[str, str]] = {
    "remind-of-entries": ("submissions.tasks.remind", "06:40"),
    "remind-of-sheets": ("judging.tasks.remind", "06:50"),
    "remind-of-workshops": ("workshops.tasks.remind", "06:55"),
    "send-digests": ("notifications.tasks.send_digests", "07:05"),
    "remind-of-duty": ("oioi.tasks.remind", "07:30"),
    "tell-unsent-drafts": ("submissions.tasks.tell_unsent", "07:45"),
}
"""Reminders and digests, which do nothing in the quiet hours; so they must not be due in them."""
BEAT_SCHEDULE: Mapping[str, dict[str, Any]] = {
    # what was rung for and not picked up
    "sweep-videos": _each("submissions.tasks.sweep", seconds=15),
    "sweep-orders": _each("downloads.tasks.sweep", seconds=15),
    "sweep-letters": _each("notifications.tasks.sweep", seconds=20),
    "settle-results": _each("judging.tasks.settle_due", seconds=20),
    "seal-ledger": _each("ledger.tasks.seal", seconds=30),
    "sweep-scans": _each("uploads.tasks.sweep_scans", seconds=60),
    "read-bounces": _each("notifications.tasks.read_bounces", seconds=300),
    "sweep-moves": _each("uploads.tasks.sweep_moves", seconds=60),
    "sweep-uploads": _each("uploads.tasks.sweep", seconds=3600),
    "clear-orders": _each("downloads.tasks.clear", seconds=3600),
    # the night
    "look-round": _daily("inovasi.tasks.look_round", "02:15"),
    "take-inventory": _daily("uploads.tasks.take_inventory", "03:00"),
    # the morning
    **{name: _daily(task, clock) for name, (task, clock) in BY_DAY.items()},
    # the evening
    "tell-witnesses": _daily("inovasi.tasks.tell_witnesses", "20:05"),
}


TASK_ROUTES = {
    "notifications.tasks.send": "mail",
    "submissions.tasks.process_video": "media",
    "uploads.tasks.move": "media",
    "downloads.tasks.make": "files",
}
"""What may take long has workers of its own; everything else shares the rest."""


def quiet_hours(text: str) -> tuple[time, time] | None:
    """The beginning and end of the night in which nobody is reminded, from `20:00-06:00`.

    None for an empty text. Raises `ImproperlyConfigured` for what cannot be read, and for a night
    that lasts into the hours in which reminders are due.
    """
    if not text.strip():
        return None
    first, _dash, last = text.partition("-")
    try:
        begins, ends = time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"QUIET_HOURS cannot be read: {REMEDY}") from error
    if ":" not in first or ":" not in last or begins == ends:
        raise ImproperlyConfigured(f"QUIET_HOURS cannot be read: {REMEDY}")
    for name, (_task, clock) in BY_DAY.items():
        due = time.fromisoformat(clock)
        is_night = begins <= due < ends if begins < ends else due >= begins or due < ends
        if is_night:
            raise ImproperlyConfigured(f"QUIET_HOURS: {name} is due at {clock}; {REMEDY}")
    return begins, ends
