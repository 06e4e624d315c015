"""Work that lasts longer than its lease, in a worker that lives: a second one keeps out of it.

Each kind stands still in one long step, in which nothing of ours runs beside it: typst at a large
paper, a mail server, a virus scanner, a bucket that answers late.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from conftest import AT, complete, enter, make_innovation, stored
from downloads import makers, workflow
from inovasi.demo.files import film
from inovasi.lib.work import WorkRow, WorkState
from notifications.models import Message
from notifications.tests.postman import Postman, listening
from submissions import attachments
from submissions.media.containers import read_facts
from submissions.models import Submission
from submissions.orders import PAPER
from tests.live import CHECKOUT, environment
from tests.processes import until
from uploads import moving
from uploads.models import Move, Scan

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("bucket"),  # in which the invariants look for the film
]

HEAD = """
import os
import sys
from datetime import timedelta
import django
django.setup()
from django.conf import settings
from django.utils import timezone
pk, place, lease = int(sys.argv[1]), sys.argv[2], timedelta(seconds=2)
settings.EMAIL_TIMEOUT = 300
"""
ORDER = """
from downloads import makers, making
from submissions import orders
typeset = orders.printing.pdf
orders.printing.pdf = lambda *about: (open(place, "rb").read(), typeset(*about))[1]
making.make(pk, clock=timezone.now, lease=lease)
"""
LETTER = """
from notifications import delivery
delivery.LEASE = lease
delivery.deliver_all(pk, clock=timezone.now)
"""
SCAN = """
from uploads import scanning
scanning.carry_out(pk, at=timezone.now(), lease=lease)
"""
FILM = """
from submissions.processing import process_video
process_video(pk, at=timezone.now(), lease=lease)
"""


@dataclass
class Long:
    """Work before a step that lasts until `let_go`: what to run, and how often it was begun."""

    program: str
    row: WorkRow
    variables: Mapping[str, str] = field(default_factory=dict)
    reached: list[str] = field(default_factory=list)
    may_end: threading.Event = field(default_factory=threading.Event)
    place: Path = Path(os.devnull)

    def stand(self, *_about: object) -> None:
        """Called by whoever answers the worker."""
        self.reached.append("")
        self.may_end.wait(100)

    def worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", HEAD + self.program, str(self.row.pk), str(self.place)]
        return subprocess.Popen(command, cwd=CHECKOUT, env={**environment(), **self.variables})


@pytest.fixture
def submission(edition, owner, unit) -> Submission:
    return complete(enter(make_innovation(owner, unit, "Perahu"), edition, owner), owner)


@pytest.fixture
def paper(submission, owner, tmp_path) -> Long:
    asked = {"usulan": submission.pk, "nama": "Perahu"}
    at, maker = timezone.now(), makers.get(PAPER)
    row = workflow.order(maker, arguments=asked, user=owner, door="/", at=at)
    work = Long(ORDER, row, place=tmp_path / "pipe")
    os.mkfifo(work.place)

    def answer() -> None:
        """Each opening of the pipe is somebody who typesets the paper."""
        with work.place.open("wb"):
            work.stand()

    threading.Thread(target=answer, daemon=True).start()
    return work


@pytest.fixture
def letter(owner) -> Iterator[Long]:
    at = timezone.now()
    row = Message.objects.create(
        key="s", recipient=owner, address=owner.email, subject="s", body="b",
        created_at=at, next_try_at=at,
    )  # fmt: skip
    work = Long(LETTER, row)

    class Late(Postman):
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            work.reached.append("")
            self.is_silent = True
            self.answer = "250 OK"
            threading.Thread(target=self._wait, daemon=True).start()
            return await super().handle_DATA(server, session, envelope)

        def _wait(self) -> None:
            work.may_end.wait(100)
            self.is_silent = False

    with listening(Late()) as port:
        work.variables = {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        yield work


@pytest.fixture
def scan(owner, scanner) -> Long:
    file = stored("innovation-photo", "1", owner, b"shoe", "image/jpeg")
    row = Scan.objects.create(file=file, next_try_at=timezone.now())
    work = Long(SCAN, row, {"CLAMD_ADDRESS": scanner.address})
    scanner.before_answer = work.stand
    return work


@pytest.fixture
def far_film(submission, owner, bucket, tmp_path) -> Long:
    """A film whose original lies in the bucket already."""
    content = film(tmp_path / "film.mp4", Random(1), seconds=1).read_bytes()
    file = stored("video", str(submission.pk), owner, content, "video/mp4")
    facts = read_facts(file.absolute_path)
    row = attachments.attach_video(submission, file, facts, user=owner, at=AT)
    move = Move.objects.create(file=file, next_try_at=AT)
    assert moving.carry_out(move.pk, at=AT)
    work = Long(FILM, row, bucket.environment)
    bucket.before_answer = lambda method, _target: work.stand() if method == "GET" else None
    return work


@pytest.mark.fault("Work lasts longer than its lease, and a second worker is rung", times=4)
@pytest.mark.parametrize("kind", ["paper", "letter", "scan", "far_film"])
def test_a_second_worker_keeps_out_of_work_that_lasts(kind, request):
    work: Long = request.getfixturevalue(kind)
    first = work.worker()
    try:
        assert until(lambda: work.reached)
        work.row.refresh_from_db()
        runs_out = work.row.lease_until
        assert until(lambda: timezone.now() > runs_out)

        second = work.worker()
        with suppress(subprocess.TimeoutExpired):
            second.wait(60)
        assert (second.poll(), len(work.reached)) == (0, 1)
    finally:
        work.may_end.set()
    assert first.wait(100) == 0
    work.row.refresh_from_db()
    assert (work.row.state, work.row.attempts) == (WorkState.DONE, 1)
