"""Uploads and videos against real processes that are killed, over lines that break.

The clients are the ones that others use: tus-js-client in Node and in Chromium, and tuspy.
"""

import hashlib
import json
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import psutil
import pytest
import requests
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tusclient.client import TusClient

from competitions.models import Edition
from conftest import stored
from inovasi.demo.files import film
from inovasi.demo.rulebook import build_edition
from inovasi.embedded.mailbox import HOST
from inovasi.lib.work import WorkState
from submissions import attachments, workflow
from submissions.media.containers import read_facts
from submissions.models import Submission, Video
from submissions.processing import process_video
from tests.breaking_line import breaking_line
from tests.embedded_portal import until
from tests.live import (
    CHECKOUT,
    Web,
    environment,
    headers_of,
    nginx_before,
    node,
    running_web,
    session_of,
)
from units.models import User
from uploads.models import StoredFile, Upload
from uploads.protocol import CHUNK_TYPE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MIB = 1024 * 1024
WORKER = """
import sys
import time
from datetime import timedelta
import django
django.setup()
from django.utils import timezone
from submissions.processing import process_video
process_video(int(sys.argv[1]), at=timezone.now(), lease=timedelta(seconds=6))
"""


@pytest.fixture
def edition(db) -> Edition:
    """Whose writing phase is today: the processes have clocks of their own."""
    starts = timezone.now() - timedelta(days=10)
    return build_edition(slug="kini", name="KIPP", year=2026, prefix="KIPP", starts=starts)


@pytest.fixture
def entry(innovation, edition, owner) -> Submission:
    return workflow.enter(
        innovation=innovation,
        edition=edition,
        group=edition.groups.get(),
        category=edition.categories.first(),
        user=owner,
        at=timezone.now(),
    )


@pytest.fixture
def web(entry, _private_storage) -> Iterator[Web]:
    with running_web() as running:
        yield running


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    """A real film of some megabytes: its bytes go into a box that players pass over."""
    place = film(tmp_path_factory.mktemp("clip") / "film.mp4", Random(1), seconds=1)
    filling = Random(2).randbytes(9 * MIB)
    with place.open("ab") as file:
        file.write((8 + len(filling)).to_bytes(4, "big") + b"free" + filling)
    return place


def metadata(clip: Path, entry: Submission) -> dict[str, str]:
    return {"filename": clip.name, "purpose": "video", "target": str(entry.pk)}


def by_node(origin: str, user: User, clip: Path, entry: Submission, **more: object) -> str:
    wanted = {
        "file": str(clip),
        "endpoint": f"{origin}/unggahan/",
        "headers": headers_of(user),
        "metadata": metadata(clip, entry),
        "chunkSize": MIB,
        **more,
    }
    done = subprocess.run(
        [node(), str(CHECKOUT / "tests" / "tus_client.mjs"), json.dumps(wanted)],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_tuspy(
    origin: str, user: User, clip: Path, entry: Submission, *, url: str = "", size: int = MIB
) -> None:
    client = TusClient(f"{origin}/unggahan/", headers=headers_of(user))
    with clip.open("rb") as stream:
        client.uploader(
            file_stream=stream,
            chunk_size=size,
            metadata=metadata(clip, entry),
            retries=20,
            retry_delay=0.1,
            url=f"{origin}{urlsplit(url).path}" if url else None,
        ).upload()


def arrived(clip: Path) -> None:
    """The file lies in the store once, with every byte in its place."""
    file = StoredFile.objects.get(purpose="video")
    content = clip.read_bytes()
    assert file.absolute_path.read_bytes() == content
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert Video.objects.get().original == file


@pytest.mark.fault("The line breaks at random bytes of an upload")
@pytest.mark.parametrize("client", [by_node, by_tuspy])
def test_a_line_that_breaks_anywhere_loses_nothing(web, client, clip, entry, owner):
    with breaking_line(web.port, breaks=6, most=3 * MIB, seed=len(client.__name__)) as line:
        client(line.origin, owner, clip, entry)
    assert line.broken
    arrived(clip)


@pytest.mark.fault("The web server is killed with `kill -9` during an upload")
def test_another_client_goes_on_after_kill_9_of_the_server(web, clip, entry, owner, team_mate):
    url = by_node(web.origin, owner, clip, entry, stopAfter=3 * MIB)
    web.restart()
    offset = Upload.objects.get().offset
    assert 2 * MIB <= offset < 9 * MIB

    by_tuspy(web.origin, team_mate, clip, entry, url=url)

    arrived(clip)
    assert Upload.objects.get().owner == owner


@pytest.mark.parametrize("client", [by_node, by_tuspy])
def test_a_buffering_proxy_with_a_limit_on_bodies(web, client, clip, entry, owner, tmp_path):
    with nginx_before(web, tmp_path) as origin:
        client(
            origin, owner, clip, entry, **{"size" if client is by_tuspy else "chunkSize": 4 * MIB}
        )
    arrived(clip)


def test_lines_that_fall_silent_leave_threads_to_the_pages(web, clip, entry, owner):
    """More of them than seats: each has announced a megabyte and sends one byte of it."""
    url = by_node(web.origin, owner, clip, entry, stopAfter=MIB)
    offset = Upload.objects.get().offset
    head = "".join(f"{name}: {value}\r\n" for name, value in headers_of(owner).items())
    request = (
        f"PATCH {urlsplit(url.strip()).path} HTTP/1.1\r\nHost: {HOST}\r\n{head}"
        f"Tus-Resumable: 1.0.0\r\nContent-Type: {CHUNK_TYPE}\r\n"
        f"Upload-Offset: {offset}\r\nContent-Length: {MIB}\r\n\r\n"
    ).encode()
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection((HOST, web.port)))
            for _ in range(settings.UPLOADS_AT_ONCE + 2)
        ]
        for line in lines:
            line.sendall(request + clip.read_bytes()[offset : offset + 1])
            line.settimeout(10)
        assert until(lambda: len(select.select(lines, [], [], 0)[0]) == 2, 10)
        answered = select.select(lines, [], [], 0)[0]
        assert [line.recv(12) for line in answered] == [b"HTTP/1.1 503"] * 2
        assert requests.get(f"{web.origin}/healthz", timeout=10).status_code == 200
    by_tuspy(web.origin, owner, clip, entry, url=url)
    arrived(clip)


# --- the page, in Chromium ------------------------------------------------------------------


def browser_of(chromium: Browser, web: Web, user: User) -> BrowserContext:
    context = chromium.new_context()
    cookies = [{"name": n, "value": v, "url": web.origin} for n, v in session_of(user).items()]
    context.add_cookies(cookies)
    return context


def slowed(page: Page, bytes_a_second: int) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 20,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_a_second,
        },
    )


def send(page: Page, web: Web, entry: Submission, clip: Path) -> None:
    page.goto(f"{web.origin}/usulan/{entry.pk}/video/")
    page.set_input_files("form[data-upload] input[type=file]", clip)
    page.get_by_role("button", name="Kirim berkas").click()


@pytest.mark.fault("The same with a browser that also leaves the page")
def test_the_tray_outlives_navigation_and_a_killed_server(web, chromium, clip, entry, owner):
    context = browser_of(chromium, web, owner)
    page = context.new_page()
    slowed(page, MIB)
    send(page, web, entry, clip)
    tray = page.locator("[data-upload-tray]")
    expect(tray).to_contain_text("MB terkirim")
    assert until(lambda: Upload.objects.filter(offset__gt=0).exists(), 20)
    page.goto(f"{web.origin}/usulan/")
    expect(tray).to_contain_text("film.mp4")
    other = context.new_page()
    other.goto(f"{web.origin}/usulan/")
    other.get_by_role("button", name=re.compile("^Jeda: film")).click()
    expect(tray).to_contain_text("Pengiriman dijeda")
    other.get_by_role("button", name=re.compile("^Lanjutkan: film")).click()
    expect(tray).to_contain_text("MB terkirim")
    other.close()
    web.kill()
    expect(tray).to_contain_text("Sambungan terputus", timeout=20_000)
    web.start()
    expect(tray).to_contain_text("Berkas diterima", timeout=30_000)
    context.close()
    arrived(clip)


def test_another_browser_goes_on_with_the_same_file(web, chromium, clip, entry, owner, team_mate):
    """On the way paused by keyboard; the wrong file of another device begins anew."""
    first = browser_of(chromium, web, owner)
    page = first.new_page()
    slowed(page, 2 * MIB)
    send(page, web, entry, clip)
    assert until(lambda: Upload.objects.filter(offset__gt=0).exists(), 20)
    page.get_by_role("button", name=re.compile("^Jeda: film")).press("Enter")
    expect(page.locator("[data-upload-tray]")).to_contain_text("Pengiriman dijeda")
    page.reload()
    expect(page.locator("[data-upload-tray]")).to_contain_text("Pengiriman dijeda")
    first.close()
    offset = Upload.objects.get().offset

    second = browser_of(chromium, web, team_mate)
    page = second.new_page()
    offsets: list[str] = []
    page.on("request", lambda r: offsets.append(r.headers.get("upload-offset", "")))
    send(page, web, entry, clip)
    expect(page).to_have_url(f"{web.origin}/usulan/{entry.pk}/", timeout=30_000)
    second.close()

    assert next(filter(None, offsets)) == str(offset)
    assert Upload.objects.count() == 1
    arrived(clip)


# --- workers --------------------------------------------------------------------------------


@pytest.fixture
def workers() -> Iterator[Callable[[Video], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(video: Video) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", WORKER, str(video.pk)]
        started.append(subprocess.Popen(command, cwd=CHECKOUT, env=environment()))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


def decoder_of(process: subprocess.Popen[bytes]) -> psutil.Process:
    """The ffmpeg that the worker has started."""
    found: list[psutil.Process] = []

    def look() -> bool:
        children = psutil.Process(process.pid).children(recursive=True)
        found[:] = [child for child in children if "ffmpeg" in Path(child.exe()).name]
        return bool(found)

    assert until(look, 30)
    return found[0]


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@pytest.mark.fault("A worker is killed with `kill -9` while it makes a film playable")
def test_a_killed_worker_leaves_nothing_and_the_next_one_finishes(entry, owner, tmp_path, workers):
    """A lease shorter than the work runs out for the dead, and the living prolong it."""
    content = film(tmp_path / "film.mp4", Random(1), seconds=12, size="1920x1080").read_bytes()
    file = stored("video", str(entry.pk), owner, content, "video/mp4")
    facts = read_facts(file.absolute_path)
    video = attachments.attach_video(entry, file, facts, user=owner, at=timezone.now())

    first = workers(video)
    assert until(lambda: Video.objects.filter(pk=video.pk, poster__isnull=False).exists(), 30)
    decoder = decoder_of(first)
    first.kill()
    first.wait()
    assert until(lambda: is_gone(decoder), 10)
    video.refresh_from_db()
    assert (video.state, video.playable) == (WorkState.RUNNING, None)
    assert set(StoredFile.objects.all()) == {video.original, video.poster}
    assert until(lambda: Video.objects.due(timezone.now()).exists(), 15)

    second = workers(video)
    assert until(lambda: Video.objects.filter(pk=video.pk, attempts=2).exists(), 30)
    while second.poll() is None:
        assert process_video(video.pk, at=timezone.now()) is False
        time.sleep(0.5)
    video.refresh_from_db()
    kept = {video.original, video.poster, video.playable, video.small}
    assert (second.returncode, video.state, video.attempts) == (0, WorkState.DONE, 2)
    assert set(StoredFile.objects.all()) == kept
    assert video.original.absolute_path.read_bytes() == content
