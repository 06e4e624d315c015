"""The tray of a page, in Chromium, with what lies between a browser and the portal."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from submissions.models import Submission
from tests.breaking_line import breaking_line
from tests.live import Web, nginx_before
from tests.test_uploads_live import (  # noqa: F401 - fixtures
    MIB,
    arrived,
    browser_of,
    clip,
    edition,
    entry,
    send,
    web,
)
from units.models import User

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.fault("The line of a browser breaks at random bytes of an upload", times=8)
def test_a_browser_whose_line_breaks_anywhere_loses_nothing(
    web: Web,  # noqa: F811
    chromium: Browser,
    clip: Path,  # noqa: F811
    entry: Submission,  # noqa: F811
    owner: User,
) -> None:
    with breaking_line(web.port, breaks=30, most=2 * MIB, seed=3) as line:
        uploaded(chromium, line, owner, entry, clip)
    assert line.broken >= 8


def test_a_browser_behind_a_buffering_proxy_with_a_limit_on_bodies(
    web: Web,  # noqa: F811
    chromium: Browser,
    clip: Path,  # noqa: F811
    entry: Submission,  # noqa: F811
    owner: User,
    tmp_path: Path,
) -> None:
    with nginx_before(web, tmp_path) as origin:
        uploaded(chromium, SimpleNamespace(origin=origin), owner, entry, clip)


def uploaded(chromium: Browser, way: Any, user: User, entry: Submission, film: Path) -> None:  # noqa: F811
    context = browser_of(chromium, way, user)
    page = context.new_page()
    send(page, way, entry, film)
    expect(page).to_have_url(f"{way.origin}/usulan/{entry.pk}/", timeout=120_000)
    context.close()
    arrived(film)
