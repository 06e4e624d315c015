"""The player in real Chromium: a link that ended, or a session, costs no place in the film."""

import subprocess
import time
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from conftest import stored
from inovasi.lib.work import WorkState
from submissions import attachments
from submissions.media.containers import read_facts
from submissions.media.ffmpeg import find_ffmpeg
from submissions.models import Submission, Video
from tests.live import Web, running_web, session_of
from tests.test_uploads_live import browser_of, edition, entry  # noqa: F401 - fixtures
from units.models import User
from uploads import moving
from uploads.models import Move
from uploads.tests.bucket_server import Bucket, Refusal

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def noise(tmp_path_factory) -> bytes:
    """Forty seconds that a browser does not keep in memory at once."""
    path = tmp_path_factory.mktemp("noise") / "noise.mp4"
    picture = "testsrc2=s=640x360:r=25:d=40,noise=alls=40:allf=t"
    subprocess.run(
        [
            find_ffmpeg(), "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", picture,
            "-f", "lavfi", "-i", "sine=frequency=330:duration=40", "-c:v", "libx264",
            "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-b:v", "5M", "-g", "25",
            "-c:a", "aac", "-movflags", "+faststart", str(path),
        ],
        check=True,
    )  # fmt: skip
    return path.read_bytes()


@pytest.fixture
def video(entry: Submission, owner: User, noise: bytes) -> Video:  # noqa: F811 - the fixture
    """Playable as it came, so that nothing has to be encoded."""
    file = stored("playable", str(entry.pk), owner, noise, "video/mp4")
    original = stored("video", str(entry.pk), owner, noise, "video/mp4")
    with original.local() as path:
        facts = read_facts(path)
    now = timezone.now()
    video = attachments.attach_video(entry, original, facts, user=owner, at=now)
    Video.objects.update(state=WorkState.DONE, playable=file)
    return video


@pytest.fixture
def web(video: Video, request: pytest.FixtureRequest) -> Iterator[Web]:
    variables: dict[str, str] = {}
    if "bucket" in request.fixturenames:
        variables = request.getfixturevalue("bucket").environment
    with running_web(**variables) as running:
        yield running


def opened(context: BrowserContext, web: Web, video: Video) -> tuple[Page, Locator]:
    page = context.new_page()
    page.goto(f"{web.origin}/usulan/{video.submission_id}/video/")
    film = page.locator("video").first
    page.get_by_role("button", name="Maju 10 detik").focus()  # As a person does who has pressed it.
    page.keyboard.press("Enter")
    return page, film


def plays_from(page: Page, film: Locator, second: float) -> None:
    page.wait_for_function(
        "([video, from]) => !video.paused && !video.error && video.currentTime > from",
        arg=[film.element_handle(), second],
        timeout=40_000,
    )


@pytest.mark.fault("The link to a film ends while a judge watches it")
def test_a_link_that_ended_costs_no_place_in_the_film(bucket: Bucket, web, chromium, video, owner):
    moving.order(timezone.now())
    for pk in Move.objects.values_list("pk", flat=True):
        assert moving.carry_out(pk, at=timezone.now())
    context = browser_of(chromium, web, owner)
    page, film = opened(context, web, video)
    links: list[str] = []
    page.on("request", lambda r: links.append(r.url) if "X-Amz-Signature" in r.url else None)
    film.evaluate("video => video.play()")
    plays_from(page, film, 0.5)
    assert len(set(links)) == 1, "the policy of the page lets the film come from the bucket"

    old = links[0].partition("X-Amz-Signature=")[2]

    def end(method: str, target: str) -> None:
        if old in target:
            raise Refusal(403, "AccessDenied")

    bucket.before_answer = end
    time.sleep(1.1)  # A link of the same second would be the same link.
    film.evaluate("video => { video.currentTime = 33; }")
    plays_from(page, film, 33.2)

    assert len(set(links)) == 2
    expect(page.locator("[data-player-news]")).to_be_hidden()
    context.close()


@pytest.mark.fault("A session ends while a judge watches a film")
def test_a_session_that_ended_is_said_and_costs_no_place_in_the_film(web, chromium, video, owner):
    context = browser_of(chromium, web, owner)
    page, film = opened(context, web, video)
    film.evaluate("video => video.play()")
    plays_from(page, film, 0.5)
    Session.objects.all().delete()
    film.evaluate("video => { video.currentTime = 33; }")
    news = page.locator("[data-player-news]")
    expect(news).to_contain_text("Sesi Anda sudah berakhir", timeout=30_000)

    cookies = [{"name": n, "value": v, "url": web.origin} for n, v in session_of(owner).items()]
    context.add_cookies(cookies)
    page.get_by_role("button", name="Coba lagi").click()
    plays_from(page, film, 33.2)
    expect(news).to_be_hidden()
    context.close()
