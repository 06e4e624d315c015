"""The writing desk: what a save costs, and two hundred people who save while twenty upload."""

import base64
import http.client
import json
import os
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from bench import Measure, measure
from bench.registry import PLAIN, scratch_database
from bench.served import HOST, served
from innovations.models import Innovation
from innovations.workflow import record
from inovasi.demo.files import statement_pdf
from inovasi.demo.rulebook import build_edition
from inovasi.lib.kept_text import mark_of
from submissions import workflow
from submissions.evidence_files import evidence_target
from submissions.models import Answer, Submission
from units.models import Unit, UnitKind, User
from units.workflow import join_unit

SAVES = 200
GOAL = 3.0
"""A save against one indexed UPDATE through the same server (`bench.bare`)."""
WRITERS, UPLOADERS, SAVES_EACH, PIECES = 200, 20, 6, 4
PIECE = 256 * 1024
LONGEST_PAUSE = 3.0
"""Seconds between two saves of a person who types; the browser waits 1.5 at least."""
SLOWEST = 2000.0
"""Milliseconds in which 95 of 100 saves are answered while everybody is there."""
TOKEN = "a" * 32
TEXT = "Bidan desa menjemput ibu hamil dengan perahu agar tidak terlambat. " * 25


@dataclass
class Writer:
    """A person at one section of an entry, with a session of their own."""

    user: User
    answer: Answer
    cookie: str
    version: int = 0
    acknowledged: str = ""
    times: list[float] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/usulan/{self.answer.submission_id}/bagian/{self.answer.section_id}/"

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{self.cookie}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }

    def save(self, line: http.client.HTTPConnection, text: str) -> int:
        """Post `text` as the page's script does; remembers what was acknowledged."""
        fields = {"text": text, "version": self.version, "writer": mark_of(self.user.pk)}
        start = time.perf_counter()
        status, said = _post(line, self.path, urlencode(fields), self.headers)
        self.times.append((time.perf_counter() - start) * 1000)
        if status == HTTPStatus.OK:
            self.version = json.loads(said)["version"]
            self.acknowledged = text
        return status


@measure
def autosave() -> Iterator[Measure]:
    """The deed with its history, its calendar, its rights and everything that a request passes."""
    with _regency(1) as (writer,):
        with _unwatched(), served("bench.bare:application") as port, _line(port) as line:
            reference = _quick(lambda n: _bare(line, writer, n))
        Answer.objects.filter(pk=writer.answer.pk).update(version=0, text="")
        with served("inovasi.wsgi:application") as port, _line(port) as line:
            value = _quick(lambda n: _must(writer.save(line, f"{TEXT}{n}")))
        yield Measure("autosave", value, "ms", reference, GOAL)


@contextmanager
def _unwatched() -> Iterator[None]:
    """The bare save pays for no history; the deed does."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE submissions_answer DISABLE TRIGGER ledger_watch_row")
        yield
        cursor.execute("ALTER TABLE submissions_answer ENABLE ALWAYS TRIGGER ledger_watch_row")


@measure
def desk() -> Iterator[Measure]:
    """Everybody at once, as on the last day: nothing fails and nothing is lost."""
    with _regency(WRITERS) as writers, served("inovasi.wsgi:application", workers=2) as port:
        start = time.perf_counter()
        statuses = _everybody(port, writers)
        seconds = time.perf_counter() - start
        lost = sum(
            Answer.objects.get(pk=each.answer.pk).text != each.acknowledged for each in writers
        )
        wrong = sum(status >= HTTPStatus.BAD_REQUEST for status in statuses)
        times = sorted(ms for each in writers for ms in each.times)
        slow = times[int(len(times) * 0.95)]
        yield Measure("desk failures", wrong, f"of {len(statuses)} requests", 1, 0)
        yield Measure("desk lost saves", lost, f"of {len(writers)} texts", 1, 0)
        yield Measure("desk 95th save", slow, "ms", SLOWEST, 1)
        yield Measure("desk time", seconds, "s", 40, 1)


def _everybody(port: int, writers: list[Writer]) -> list[int]:
    begin = threading.Event()
    with ThreadPoolExecutor(len(writers) + UPLOADERS) as people:
        jobs = [people.submit(_write, port, each, begin) for each in writers]
        jobs += [people.submit(_upload, port, each, begin) for each in writers[::4][:UPLOADERS]]
        begin.set()
        return [status for job in jobs for status in job.result()]


def _write(port: int, writer: Writer, begin: threading.Event) -> list[int]:
    pauses = random.Random(writer.user.pk)  # noqa: S311 - the same pauses in every run
    begin.wait()
    statuses = []
    with _line(port) as line:
        for number in range(SAVES_EACH):
            time.sleep(pauses.uniform(0, LONGEST_PAUSE))
            statuses.append(writer.save(line, f"{TEXT}{number}"))
    return statuses


def _upload(port: int, writer: Writer, begin: threading.Event) -> list[int]:
    """One PDF as evidence, in pieces. A section takes three, so each comes from another unit."""
    section = writer.answer.submission.group.sections.filter(evidence_max_files__gt=0).first()
    # This thread asks no more; what it leaves open would keep the scratch database from going.
    connection.close()
    pdf = statement_pdf(["Laporan"])
    content = pdf[:9] + b"%" * (PIECES * PIECE - len(pdf)) + b"\n" + pdf[9:]
    words = {
        "purpose": "evidence",
        "target": evidence_target(writer.answer.submission, section),
        "filename": "laporan.pdf",
    }
    pairs = (f"{key} {base64.b64encode(word.encode()).decode()}" for key, word in words.items())
    common = {**writer.headers, "Tus-Resumable": "1.0.0"}
    begin.wait()
    with _line(port) as line:
        more = {"Upload-Length": str(len(content)), "Upload-Metadata": ",".join(pairs)}
        line.request("POST", "/unggahan/", "", {**common, **more})
        answer = line.getresponse()
        answer.read()
        statuses = [answer.status]
        place = urlsplit(answer.headers.get("Location", "/unggahan/")).path
        for offset in range(0, len(content), PIECE):
            more = {
                "Upload-Offset": str(offset),
                "Content-Type": "application/offset+octet-stream",
            }
            line.request("PATCH", place, content[offset : offset + PIECE], {**common, **more})
            answer = line.getresponse()
            answer.read()
            statuses.append(answer.status)
    return statuses


@contextmanager
def _regency(people: int) -> Iterator[list[Writer]]:
    """An open edition in a database of its own, and writers with a section each; four to a unit."""
    with scratch_database(), override_settings(**PLAIN), _served_from_scratch():
        now = timezone.now()
        edition = build_edition(
            slug="ukur", name="Ukur", year=now.year, prefix="UKUR", starts=now - timedelta(days=9)
        )
        yield [_writer(edition, number) for number in range(people)]


def _writer(edition: Any, number: int) -> Writer:
    now = timezone.now()
    place, seat = divmod(number, 4)
    user = User.objects.create_user(
        email=f"orang{number}@gowa.example", full_name=f"Orang {number}"
    )
    unit, _created = Unit.objects.get_or_create(
        code=f"U-{place}", defaults={"name": f"Unit {place}", "kind": UnitKind.DESA}
    )
    join_unit(user=user, unit=unit, at=now)
    entry = Submission.objects.filter(unit=unit).first() or _entry(edition, unit, user)
    browser = Client()
    browser.force_login(user)
    return Writer(
        user=user,
        answer=entry.answers.select_related("submission__group")[seat],
        cookie=f"sessionid={browser.cookies['sessionid'].value}",
    )


def _entry(edition: Any, unit: Unit, user: User) -> Submission:
    now = timezone.now()
    innovation = record(
        user=user,
        unit=unit,
        at=now,
        form_token=uuid4(),
        title=f"Inovasi {unit.name}",
        summary="Contoh.",
        stage=Innovation.Stage.INITIATIVE,
        initiator=Innovation.Initiator.CIVIL_SERVANT,
        is_digital=False,
        initiated_on=now.date(),
    )
    return workflow.enter(
        innovation=innovation,
        edition=edition,
        group=edition.groups.get(),
        category=edition.categories.first(),
        user=user,
        at=now,
    )


@contextmanager
def _served_from_scratch() -> Iterator[None]:
    """Servers that start now use the scratch database as well."""
    before = os.environ["DATABASE_URL"]
    parts = urlsplit(before)
    scratch = connection.settings_dict["NAME"]
    os.environ["DATABASE_URL"] = parts._replace(path=f"/{scratch}").geturl()
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = before


@contextmanager
def _line(port: int) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection(HOST, port, timeout=60)) as line:
        yield line


def _post(
    line: http.client.HTTPConnection, path: str, body: str, headers: dict[str, str]
) -> tuple[int, bytes]:
    line.request("POST", path, body, headers)
    answer = line.getresponse()
    return answer.status, answer.read()


def _quick(deed: Callable[[int], object]) -> float:
    """Milliseconds of the 5th of 100: what else the machine does meanwhile is left out."""
    times = []
    for number in range(SAVES + SAVES // 10):
        start = time.perf_counter()
        deed(number)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(times[SAVES // 10 :], n=20)[0]


def _bare(line: http.client.HTTPConnection, writer: Writer, number: int) -> None:
    body = urlencode({"text": f"{TEXT}{number}"})
    status, _said = _post(line, f"/{writer.answer.pk}/", body, writer.headers)
    _must(status)


def _must(status: int) -> None:
    if status != HTTPStatus.OK:
        raise RuntimeError(f"a save answers {status}")
