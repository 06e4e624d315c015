"""Letters: a thousand through a local mail server beside a bare smtplib loop, and one when idle.

The mail server is the demo's own, in a process of its own. Both sides write the same words as a
mail with text and HTML; the bare loop keeps no account of what it sent.
"""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from bench import Measure, measure
from bench.registry import scratch_database
from inovasi.embedded.mailbox import HOST, bound_port
from inovasi.lib.work import ring
from notifications import delivery
from notifications.composing import Text, as_html
from notifications.models import Message
from notifications.workflow import SEND
from tests.processes import running, worker

NUMBER = 1000
RATE_GOAL = 2.0
IDLE_SECONDS = 1.0


@measure
def letters() -> Iterator[Measure]:
    with scratch_database(), TemporaryDirectory() as folder, mail_server(Path(folder)) as port:
        address = {"EMAIL_HOST": HOST, "EMAIL_PORT": port}
        with override_settings(EMAIL_USE_TLS=False, EMAIL_USE_SSL=False, **address):
            rows = _put(NUMBER)
            bare = _bare(port, rows)
            own = _timed_delivery(rows)
            yield Measure(f"{NUMBER} letters over one connection", own, "s", bare, RATE_GOAL)
            yield Measure("from commit to SMTP when idle", _idle(port), "s", IDLE_SECONDS, 1.0)


@contextmanager
def mail_server(folder: Path) -> Iterator[int]:
    port = bound_port(0)
    command = [sys.executable, "-m", "inovasi.embedded", "mailbox", str(port), str(folder)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with smtplib.SMTP(HOST, port, timeout=5) as line:
                line.noop()
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the mail server does not start")


def _put(number: int, name: str = "surat") -> list[Message]:
    now = timezone.now()
    return Message.objects.bulk_create(
        Message(
            key=f"{name}-{each}",
            address=f"orang.{each}@gowa.example",
            subject=f"Usulan KIPP-2026-{each:03} sudah kami terima",
            body="Usulan Anda sudah kami terima.\n\n" * 20,
            created_at=now,
            next_try_at=now,
        )
        for each in range(number)
    )


def _bare(port: int, rows: list[Message]) -> float:
    """What one would write without a portal: the same words as text and HTML, one after another."""
    started = time.perf_counter()
    with smtplib.SMTP(HOST, port) as line:
        for row in rows:
            mail = EmailMessage()
            mail["From"], mail["To"] = settings.DEFAULT_FROM_EMAIL, row.address
            mail["Subject"], mail["Message-ID"] = row.subject, delivery.message_id(row)
            mail.set_content(row.body)
            mail.add_alternative(as_html(Text(row.subject, row.body)), subtype="html")
            line.send_message(mail)
    return time.perf_counter() - started


def _timed_delivery(rows: list[Message]) -> float:
    started = time.perf_counter()
    sent = delivery.deliver_all(rows[0].pk, clock=timezone.now)
    passed = time.perf_counter() - started
    if sent != len(rows):
        raise RuntimeError(f"{sent} of {len(rows)} letters went out")
    return passed


def _idle(port: int) -> float:
    """The slowest of five, from the commit of the row until it says that it was sent."""
    with running(worker(EMAIL_URL=f"smtp://{HOST}:{port}")):
        _one(0)
        return max(_one(number) for number in range(1, 6))


def _one(number: int) -> float:
    (row,) = _put(1, f"satu-{number}")
    started = time.perf_counter()
    ring(SEND, row.pk)
    while not Message.objects.filter(pk=row.pk, sent_at__isnull=False).exists():
        time.sleep(0.01)
        if time.perf_counter() - started > 60:
            raise RuntimeError("the letter did not go out")
    return time.perf_counter() - started
