"""Rows that workers claim: state, attempts and lease live in the row, Redis is only a doorbell."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from celery import current_app
from django.db import Error, connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


class WorkState(models.TextChoices):
    WAITING = "menunggu", _("Menunggu")
    RUNNING = "berjalan", _("Sedang diproses")
    DONE = "selesai", _("Selesai")
    FAILED = "gagal", _("Gagal")


SPENT = _("Pekerja berhenti berkali-kali sebelum selesai.")


class LeaseLost(Exception):
    """Somebody else holds the row by now: what was made for it must not be kept."""


class WorkQuerySet(models.QuerySet[Any]):
    def due(self, at: datetime) -> Self:
        """Rows to ring for: waiting and past their next try, or held by a lease that ran out."""
        waiting = Q(state=WorkState.WAITING, next_try_at__lte=at)
        abandoned = Q(state=WorkState.RUNNING, lease_until__lte=at)
        return self.filter(waiting | abandoned)

    def claim(self, pk: int, *, at: datetime, lease: timedelta) -> Any | None:
        """Take the row for `lease`; None when it is done, not due, or somebody else's.

        Claiming counts as an attempt, so that a row that kills its worker also comes to an end:
        the caller gives up a row that `is_spent`.
        """
        token = uuid.uuid4()
        taken = (
            self.due(at)
            .filter(pk=pk)
            .update(
                state=WorkState.RUNNING,
                lease=token,
                lease_until=at + lease,
                attempts=F("attempts") + 1,
            )
        )
        return self.filter(pk=pk, lease=token).first() if taken else None

    def claim_many(self, number: int, *, at: datetime, lease: timedelta) -> list[Any]:
        """The same for up to so many rows that have been due longest and nobody else is taking."""
        token, until = uuid.uuid4(), at + lease
        with transaction.atomic():
            free = self.due(at).select_for_update(skip_locked=True, of=("self",))
            rows = list(free.order_by("next_try_at", "pk")[:number])
            self.filter(pk__in=[row.pk for row in rows]).update(
                state=WorkState.RUNNING, lease=token, lease_until=until, attempts=F("attempts") + 1
            )
        for row in rows:
            row.state, row.lease, row.lease_until = WorkState.RUNNING, token, until
            row.attempts += 1
        return rows

    def revive(self, pk: int, *, at: datetime) -> bool:
        """Begin anew with a row that was given up; False when it was not."""
        given_up = self.filter(pk=pk, state=WorkState.FAILED)
        return bool(given_up.update(state=WorkState.WAITING, attempts=0, next_try_at=at))


class WorkRow(models.Model):
    """What a row needs to be worked on exactly once, whatever is killed meanwhile."""

    MAX_ATTEMPTS = 8

    state = models.CharField(max_length=16, choices=WorkState, default=WorkState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def is_exhausted(self) -> bool:
        return self.attempts >= self.MAX_ATTEMPTS

    @property
    def is_spent(self) -> bool:
        """Claimed after its last attempt: that one neither closed the row nor put it back."""
        return self.attempts > self.MAX_ATTEMPTS

    def complete(self, **fields: Any) -> bool:
        """Done, with what was made; False (and nothing written) when the lease was lost."""
        return self._close(state=WorkState.DONE, last_error="", **fields)

    def give_up(self, error: str, **fields: Any) -> bool:
        """Stop trying; a person has to look at it."""
        return self._close(state=WorkState.FAILED, last_error=error, **fields)

    def try_later(self, error: str, *, at: datetime) -> bool:
        """Back to the queue with a growing pause, or give up after `MAX_ATTEMPTS`."""
        if self.is_exhausted:
            return self.give_up(error)
        pause = timedelta(seconds=min(15 * 2 ** (self.attempts - 1), 3600))
        return self._close(state=WorkState.WAITING, last_error=error, next_try_at=at + pause)

    def postpone(self, error: str, *, until: datetime) -> bool:
        """Back to the queue for what is not the row's fault: it does not count as an attempt."""
        return self._close(
            state=WorkState.WAITING,
            last_error=error,
            next_try_at=until,
            attempts=F("attempts") - 1,
        )

    def note(self, **fields: Any) -> None:
        """Write down what was made so far. Raises `LeaseLost` (and nothing was written)."""
        if self._own().update(**fields) != 1:
            raise LeaseLost
        for name, value in fields.items():
            setattr(self, name, value)

    def hold(self) -> None:
        """Lock the row to the end of the transaction. Raises `LeaseLost`."""
        if self._own().select_for_update().first() is None:
            raise LeaseLost

    def prolong(self, until: datetime) -> None:
        """Keep the row longer. Raises `LeaseLost`.

        Does not wait for who has locked it: that is the work itself, and nobody else gets it then.
        """
        with transaction.atomic():
            if self._own().select_for_update(skip_locked=True).values("pk").first():
                self._own().update(lease_until=until)
        rows = type(self)._default_manager.filter(pk=self.pk)
        if rows.exclude(lease=self.lease).exists():
            raise LeaseLost

    def _own(self) -> models.QuerySet[Any]:
        return type(self)._default_manager.filter(pk=self.pk, lease=self.lease)

    def _close(self, **fields: Any) -> bool:
        return self._own().update(lease=None, lease_until=None, **fields) == 1


class Heartbeat:
    """Keeps the lease of a row from running out for as long as its block runs.

        with Heartbeat(row, at=at, lease=lease) as pulse:

    So a row is soon free again when its worker dies, and never while it lives: a thread beats,
    however long one step of the work takes. Quick work is over before the first beat and costs no
    connection. A call raises `LeaseLost` when the row was found to be somebody else's by now.
    """

    BEATS = 3
    """How many there are in the time of a lease."""

    def __init__(self, row: WorkRow, *, at: datetime, lease: timedelta) -> None:
        self._row, self._at, self._lease = row, at, lease
        self._began = time.monotonic()
        self._is_lost = False
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        self._thread.join()

    def __call__(self) -> None:
        if self._is_lost:
            raise LeaseLost

    def _beat(self) -> None:
        while not (self._is_lost or self._end.wait(self._lease.total_seconds() / self.BEATS)):
            passed = timedelta(seconds=time.monotonic() - self._began)
            try:
                self._row.prolong(self._at + passed + self._lease)
            except LeaseLost:
                self._is_lost = True
            except Error as error:  # a connection that is closed already says InterfaceError
                logger.warning("a lease could not be prolonged: %s", error)
            finally:
                connection.close()


QUIET_SECONDS = 10.0
_quiet_until = 0.0


def ring(task: str, pk: int) -> None:
    """After the commit, tell a worker to run the task of that name on row `pk`.

    A broker that is away costs nothing: the row stays due and the sweep rings again. After one
    unanswered ring this process stays quiet for a while, so that many letters never add up.
    """
    transaction.on_commit(lambda: _ring_now(task, pk))


def _ring_now(task: str, pk: int) -> None:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(task, (pk,), retry=False)
    except (OperationalError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("doorbell of %s %s unanswered: %s", task, pk, error)
