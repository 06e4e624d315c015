"""A world that is built once for a file of tests, and the browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests import browser
from tests.site import Site, opened_today
from tests.world import World, build_world


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The store of the world; as in the root conftest, but for the whole file."""
    folder = tmp_path_factory.mktemp("world")
    mailbox = folder / "mailbox"
    incoming = folder / "files" / "incoming"
    mailbox.mkdir()
    incoming.mkdir(parents=True)
    staticfiles = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Not a plain patch: Django must hear of it, or it keeps the storages it made before.
    with override_settings(
        STORAGE_DIR=folder / "files",
        MEDIA_ROOT=folder / "files",
        FILE_UPLOAD_TEMP_DIR=incoming,
        STORAGE_RESERVE_BYTES=0,
        MAILBOX_DIR=str(mailbox),
        DEMO=True,
        STORAGES={**settings.STORAGES, "staticfiles": staticfiles},
    ):
        yield folder


@pytest.fixture(scope="module")
def world(storage: Path, django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """Built once; each test's own changes are rolled back, and the world at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world(storage / "mailbox")
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for a whole run. Its event loop lives in this thread, which Django minds."""
    with pytest.MonkeyPatch.context() as patch, browser.chromium() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield started


@pytest.fixture
def site(live_server: LiveServer, storage: Path, chromium: Browser) -> Iterator[Site]:
    """A world of its own for each test, which many connections share."""
    yield opened_today(build_world(storage / "mailbox"), live_server.url, chromium)
    for context in chromium.contexts:
        context.close()
