"""Uploads and films while their processes are killed at random, and the broker is flushed and lost.

The real web server, Celery workers, beat and a Valkey of their own, as the `Procfile` starts them.
Whatever is killed comes back as its supervisor would bring it back; nothing else helps.
"""

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import psutil
import pytest
import requests
from django.utils import timezone
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from conftest import make_innovation
from inovasi.demo.files import film, statement_pdf
from inovasi.demo.rulebook import build_edition
from inovasi.embedded.mailbox import HOST, bound_port
from inovasi.embedded.valkey import Valkey
from inovasi.lib.work import WorkState
from submissions import workflow
from submissions.files import document_target
from submissions.media.containers import read_facts
from submissions.models import Attachment, Submission, Video
from tests.embedded_portal import state_folder, until
from tests.live import CHECKOUT, environment, headers_of, wait_for_port
from units.models import Unit, User
from uploads.models import StoredFile, Upload

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ENTRIES, CLIENTS, CHUNK = 10, 5, 128 * 1024
REFUSED = {403, 404, 410, 413, 422}
KILLS, PAUSES = 8, (1.0, 3.0)
GRANIAN = (
    *("-m", "granian", "--interface", "wsgi", "--host", HOST, "--workers", "2", "--no-log"),
    *("--blocking-threads", "16", "--respawn-failed-workers", "inovasi.wsgi:application"),
)
CELERY = ("-m", "celery", "--quiet", "--app", "inovasi")
MEDIA = ("--queues", "media,default", "--concurrency", "1", "--without-gossip", "--without-mingle")


class Running:
    """A process that its supervisor starts again when it dies, unless it is to stay away."""

    def __init__(self, command: list[str], variables: dict[str, str], **options: object) -> None:
        self._command, self._variables, self._options = command, variables, options
        self.stays_away = False
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._command, env=self._variables, start_new_session=True, **self._options
        )

    @property
    def children(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def kill(self) -> None:
        """With everything it has started, at once."""
        family = self.children
        self.process.kill()
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        self.process.wait()
        psutil.wait_procs(family)

    def revive(self) -> None:
        if self.process.poll() is not None and not self.stays_away:
            self.start()


class Stage:
    """Everything that runs, and what may befall it."""

    def __init__(self, valkey: Running, web: Running, port: int, workers: list[Running]) -> None:
        self.valkey, self.web, self.workers = valkey, web, workers
        self.origin = f"http://{HOST}:{port}"
        self._over = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise)
        self._supervisor.start()

    def kill_one(self, random: Random) -> None:
        """A whole worker, or one of the two processes of the web server."""
        if random.random() < 0.6:
            random.choice(self.workers).kill()
            return
        with suppress(psutil.NoSuchProcess, IndexError):
            random.choice(psutil.Process(self.web.process.pid).children()).kill()

    def _supervise(self) -> None:
        while not self._over.wait(0.3):
            for each in (self.valkey, self.web, *self.workers):
                each.revive()

    def close(self) -> None:
        self._over.set()
        self._supervisor.join()


@pytest.fixture
def stage(_private_storage, tmp_path) -> Iterator[Stage]:
    with state_folder() as state, ExitStack() as stack:
        server, port = Valkey(state), bound_port(0)
        server.prepare()
        launch = server.launch()
        valkey = Running(launch.command, dict(os.environ), cwd=launch.folder, **launch.switch)
        stack.callback(valkey.kill)
        assert until(server.answers, 20)
        variables = {**environment(), "REDIS_URL": server.address}

        def started(*words: str) -> Running:
            running = Running([sys.executable, *words], variables, cwd=CHECKOUT)
            stack.callback(running.kill)
            return running

        web = started(*GRANIAN, "--port", str(port))
        workers = [
            started(*CELERY, "worker", *MEDIA, "--hostname", f"{name}@localhost")
            for name in ("first", "second")
        ]
        started(*CELERY, "beat", "--schedule", str(tmp_path / "beat"), "--pidfile=")
        wait_for_port(port)
        stage = Stage(valkey, web, port, workers)
        stack.callback(stage.close)
        yield stage


@pytest.fixture
def entries(owner: User, unit: Unit) -> list[Submission]:
    now = timezone.now()
    edition = build_edition(
        slug="kini", name="KIPP", year=2026, prefix="KIPP", starts=now - timedelta(days=10)
    )
    return [
        workflow.enter(
            innovation=make_innovation(owner, unit, f"Perahu {number}"),
            edition=edition,
            group=edition.groups.get(),
            category=edition.categories.first(),
            user=owner,
            at=now,
        )
        for number in range(ENTRIES)
    ]


@pytest.fixture
def files(entries, tmp_path) -> dict[tuple[str, str], Path]:
    """A film and a document for each entry by purpose and target, no two alike."""
    clip = film(tmp_path / "clip.mp4", Random(1), seconds=3, size="960x720").read_bytes()
    found = {}
    for number, entry in enumerate(entries):
        filling = Random(number).randbytes(1024 * 1024)
        video, pdf = (tmp_path / f"{number}.{ending}" for ending in ("mp4", "pdf"))
        video.write_bytes(clip + (8 + len(filling)).to_bytes(4, "big") + b"free" + filling)
        page = statement_pdf([str(entry)])
        pdf.write_bytes(page[:9] + b"%%%d" % number + b"%" * len(filling) + b"\n" + page[9:])
        rule = entry.group.document_rules.first()
        found["video", str(entry.pk)] = video
        found["document", document_target(entry, rule)] = pdf
    return found


def sent(origin: str, headers: dict[str, str], purpose: str, target: str, path: Path) -> None:
    """Piece after piece over a slow line, until the server has all of it."""
    named = {"filename": path.name, "purpose": purpose, "target": target}
    client, url, random = TusClient(f"{origin}/unggahan/", headers=headers), None, Random(target)
    while True:
        try:
            with path.open("rb") as stream:
                uploader = client.uploader(
                    file_stream=stream, chunk_size=CHUNK, metadata=named, url=url
                )
                while uploader.offset < path.stat().st_size:
                    uploader.upload_chunk()
                    url = uploader.url
                    time.sleep(random.uniform(0, 0.4))
            return
        except (TusCommunicationError, requests.RequestException) as error:
            if getattr(error, "status_code", None) in REFUSED:
                raise
            time.sleep(0.3)


@contextmanager
def befallen(stage: Stage) -> Iterator[None]:
    """Somebody kills at random; for the second half of the time the broker is away."""
    random = Random(5)

    def kill() -> None:
        for number in range(KILLS):
            time.sleep(random.uniform(*PAUSES))
            if number == KILLS // 2:
                stage.valkey.stays_away = True
                stage.valkey.kill()
            stage.kill_one(random)
        stage.valkey.stays_away = False  # It keeps nothing on disk: what was in it is forgotten.

    killer = threading.Thread(target=kill)
    killer.start()
    yield
    killer.join()


def test_whatever_is_killed_every_file_ends_whole_and_is_processed_once(stage, files, owner):
    headers = headers_of(owner)
    with befallen(stage), ThreadPoolExecutor(CLIENTS) as pool:
        each = [pool.submit(sent, stage.origin, headers, *at, path) for at, path in files.items()]
    assert [client.result() for client in each] == [None] * len(files)
    assert until(lambda: Video.objects.filter(state=WorkState.DONE).count() == ENTRIES, 120)

    arrived = StoredFile.objects.filter(purpose__in=["video", "document"])
    assert {(file.purpose, file.target): hash_of(file.absolute_path) for file in arrived} == {
        at: hash_of(path) for at, path in files.items()
    }
    assert all(file.sha256 == hash_of(file.absolute_path) for file in arrived)
    assert arrived.count() == Attachment.objects.count() + Video.objects.count() == 2 * ENTRIES
    assert set(Upload.objects.exclude(offset=0).values_list("state", flat=True)) == {"selesai"}
    made = StoredFile.objects.exclude(pk__in=arrived)
    kept = [(v.poster_id, v.playable_id, v.small_id) for v in Video.objects.all()]
    assert sorted(file.pk for file in made) == sorted(pk for row in kept for pk in row)
    for video in Video.objects.all():
        assert read_facts(video.playable.absolute_path).seconds == pytest.approx(3, abs=0.3)
        assert read_facts(video.small.absolute_path).seconds == pytest.approx(3, abs=0.3)


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
