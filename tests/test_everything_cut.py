"""Uploads over the death of everything at once, and over a line that a browser loses."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import requests
from playwright.sync_api import expect
from tusclient.client import TusClient

from inovasi.embedded.mailbox import HOST, bound_port
from inovasi.embedded.paths import State
from tests.embedded_portal import Portal, processes_of, state_folder, until
from tests.journey_portal import Instance, processes_of_portal
from tests.live import CHECKOUT
from tests.test_uploads_live import (  # noqa: F401 - fixtures
    MIB,
    arrived,
    browser_of,
    clip,
    edition,
    entry,
    node,
    send,
    slowed,
    web,
)
from uploads.models import Upload

pytestmark = pytest.mark.slow
CAST = """
import json
from datetime import timedelta
import django
django.setup()
from django.conf import settings
from django.test import Client
from django.utils import timezone
from conftest import make_innovation
from inovasi.demo.rulebook import build_edition
from submissions import workflow
from units.models import Membership, Unit, UnitKind, User
from units.workflow import join_unit
now = timezone.now()
unit = Unit.objects.create(code="PKM-01", name="Puskesmas Bajeng", kind=UnitKind.PUSKESMAS)
owner = User.objects.create_user(email="siti@gowa.example", full_name="Siti")
join_unit(user=owner, unit=unit, at=now, role=Membership.Role.HEAD)
edition = build_edition(
    slug="kini", name="KIPP", year=2026, prefix="KIPP", starts=now - timedelta(days=10)
)
entry = workflow.enter(
    innovation=make_innovation(owner, unit, "Perahu"), edition=edition,
    group=edition.groups.get(), category=edition.categories.first(), user=owner, at=now,
)
client = Client()
client.force_login(owner)
session = client.cookies[settings.SESSION_COOKIE_NAME].value
cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={'a' * 32}"
print(json.dumps({"entry": entry.pk, "Cookie": cookie, "X-CSRFToken": "a" * 32}))
"""


@pytest.fixture
def state() -> Iterator[State]:
    with state_folder() as state:
        yield state


def started(state: State, port: int) -> Instance:
    """Web server, workers, beat, Valkey and PostgreSQL, as `bin/run` starts them."""
    portal = Portal(state, "--no-demo", "--port", str(port), REQUIRE_MFA="0")
    portal.wait_until_up()
    return Instance(portal, f"http://{HOST}:{port}")


def kill_everything(state: State, instance: Instance) -> None:
    """As when the power goes."""
    family = [
        psutil.Process(instance.portal.process.pid),
        *processes_of_portal(instance.portal),
        *processes_of(state),
    ]
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(family, timeout=20)
    instance.portal.end()


def cast(instance: Instance) -> dict[str, str]:
    """An entry, and the headers of its owner."""
    variables = next(
        found
        for process in processes_of_portal(instance.portal)
        if "DATABASE_URL" in (found := process.environ())
    )
    done = subprocess.run(
        [sys.executable, "-c", CAST], cwd=CHECKOUT, env=variables, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def half_sent(instance: Instance, path: Path, metadata: dict, headers: dict) -> str:
    """By tus-js-client, as a phone that is switched off; the address of the upload."""
    wanted = {
        "file": str(path), "endpoint": f"{instance.origin}/unggahan/", "headers": headers,
        "metadata": metadata, "chunkSize": MIB, "stopAfter": 3 * MIB,
    }  # fmt: skip
    line = [node(), str(CHECKOUT / "tests" / "tus_client.mjs"), json.dumps(wanted)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return urlsplit(done.stdout.strip()).path


@pytest.mark.fault("Web server, workers, beat, Valkey and PostgreSQL are killed at once")
def test_an_upload_goes_on_after_everything_was_killed_and_started_again(state, clip):  # noqa: F811
    port = bound_port(0)
    instance = started(state, port)
    headers = cast(instance)
    metadata = {"filename": clip.name, "purpose": "video", "target": str(headers.pop("entry"))}
    address = half_sent(instance, clip, metadata, headers)
    # What the database had a moment to write down; of the last pieces it may forget the count.
    flushed = "select pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn()"
    assert until(lambda: instance.ask(flushed) == [(True,)], 10)

    kill_everything(state, instance)
    assert not [process for process in processes_of(state) if process.is_running()]
    instance = started(state, port)

    told = requests.head(
        f"{instance.origin}{address}", headers={**headers, "Tus-Resumable": "1.0.0"}, timeout=30
    )
    assert 2 * MIB <= int(told.headers["Upload-Offset"]) < clip.stat().st_size
    with clip.open("rb") as stream:
        TusClient(f"{instance.origin}/unggahan/", headers=headers).uploader(
            file_stream=stream, chunk_size=MIB, metadata=metadata,
            url=f"{instance.origin}{address}", retries=10, retry_delay=0.5,
        ).upload()  # fmt: skip
    content = clip.read_bytes()
    rows = instance.ask("select path, size, sha256 from uploads_storedfile where purpose = 'video'")
    ((path, size, sha256),) = rows
    assert (size, sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (state.root / "files" / path).read_bytes() == content

    def is_playable() -> bool:
        return instance.ask("select state from submissions_video") == [("selesai",)]

    assert until(is_playable, 90), "the workers are there again as well"
    kill_everything(state, instance)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("A browser loses its line in mid-upload")
def test_a_browser_without_a_line_waits_and_goes_on(web, chromium, clip, entry, owner):  # noqa: F811
    context = browser_of(chromium, web, owner)
    page = context.new_page()
    slowed(page, MIB)
    send(page, web, entry, clip)
    tray = page.locator("[data-upload-tray]")
    expect(tray).to_contain_text("MB terkirim")
    assert until(lambda: Upload.objects.filter(offset__gt=0).exists(), 20)
    context.set_offline(True)
    expect(tray).to_contain_text("Tidak ada internet. Pengiriman", timeout=20_000)
    kept = Upload.objects.get().offset
    offsets: list[int] = []
    page.on("request", lambda r: offsets.append(int(r.headers.get("upload-offset", -1))))

    context.set_offline(False)

    expect(page).to_have_url(f"{web.origin}/usulan/{entry.pk}/", timeout=60_000)
    context.close()
    assert next(each for each in offsets if each >= 0) >= kept
    assert Upload.objects.count() == 1
    arrived(clip)
