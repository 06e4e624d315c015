"""The fixed cast of the tests: an owner with a team mate, a stranger, panitia, judges, one edition.

Everything happens around `AT`, a morning in the writing phase of the sample edition.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from celery import Celery
from celery import current_app as portal_celery
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from competitions.models import Edition, Phase
from downloads import doors
from innovations.models import Innovation
from innovations.workflow import record
from inovasi.configuration import bucket_storage
from inovasi.demo.files import statement_pdf
from inovasi.demo.rulebook import DAYS, build_edition
from inovasi.lib import work
from submissions import attachments, workflow, writing
from submissions.files import document_target
from submissions.media.containers import Facts
from submissions.models import Submission
from tests.asking import _history_may_be_emptied_between_tests, _invariants_hold  # noqa: F401
from units.models import Membership, Unit, UnitKind, User
from units.workflow import join_committee, join_unit
from uploads import bucket as bucket_module
from uploads.models import StoredFile
from uploads.tests.bucket_server import BUCKET, KEY_ID, REGION, SECRET, Bucket
from uploads.tests.scanner import Scanner
from uploads.workflow import keep

# How long an example takes says nothing on a machine that does other things as well.
hypothesis.settings.register_profile(
    "portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("portal")

AT = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Makassar"))
OPENING = AT - timedelta(days=10)
FILM = Facts(
    container="mp4",
    seconds=12.0,
    width=640,
    height=360,
    video_codec="h264",
    audio_codec="aac",
    size=4,
)


@pytest.fixture(autouse=True)
def _private_storage(tmp_path: Path, settings) -> None:
    """Every test has its own store, as large as it needs."""
    settings.STORAGE_DIR = tmp_path / "files"
    settings.MEDIA_ROOT = settings.STORAGE_DIR
    settings.FILE_UPLOAD_TEMP_DIR = settings.STORAGE_DIR / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
    settings.STORAGE_RESERVE_BYTES = 0
    settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _static_files_when_asked(settings) -> None:
    """Every test client loads the middleware anew, and WhiteNoise would read all files each time.

    That took nine tenths of a request.
    """
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _no_worker_to_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are ordered are made by `downloads.tests.following.fetch`."""
    monkeypatch.setattr(doors, "PATIENCE", 0.0)


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    """The cast works without one; the tests of second factors ask for it."""
    settings.REQUIRE_MFA = False


@pytest.fixture(autouse=True)
def _deadlines_by_the_travelling_clock(settings) -> None:
    """Travels in time move Python's clock only; the tests of deadlines ask the database's."""
    settings.DEADLINES_BY_DATABASE = False


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def clock():
    """The wall clock, standing at `AT`; `clock.move_to(...)` moves it."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition(db) -> Edition:
    return build_edition(
        slug="kipp-2026", name="KIPP 2026", year=2026, prefix="KIPP-2026", starts=OPENING
    )


@pytest.fixture
def during(edition: Edition) -> Callable[[str], datetime]:
    """A moment in the middle of a phase: `during("penilaian")`."""

    def moment(kind: str) -> datetime:
        first, last = DAYS[kind]
        start = Phase.objects.get(edition=edition, kind=kind).starts_at
        return start + timedelta(days=(last - first) / 2)

    return moment


@pytest.fixture
def person(db) -> Callable[..., User]:
    """Makes people: `person("Siti")`."""

    def make(name: str, **fields: object) -> User:
        address = f"{name.lower().replace(' ', '.')}.{uuid4().hex[:6]}@gowa.example"
        return User.objects.create_user(email=address, full_name=name, **fields)

    return make


@pytest.fixture
def unit(db) -> Unit:
    return Unit.objects.create(code="PKM-01", name="Puskesmas Bajeng", kind=UnitKind.PUSKESMAS)


@pytest.fixture
def other_unit(db) -> Unit:
    return Unit.objects.create(code="DESA-01", name="Desa Bontoramba", kind=UnitKind.DESA)


@pytest.fixture
def owner(person, unit: Unit) -> User:
    user = person("Owner")
    join_unit(user=user, unit=unit, at=AT, role=Membership.Role.HEAD)
    return user


@pytest.fixture
def team_mate(person, unit: Unit) -> User:
    user = person("Team Mate")
    join_unit(user=user, unit=unit, at=AT)
    return user


@pytest.fixture
def stranger(person, other_unit: Unit) -> User:
    user = person("Stranger")
    join_unit(user=user, unit=other_unit, at=AT)
    return user


@pytest.fixture
def committee(person) -> User:
    user = person("Committee")
    join_committee(user=user)
    return user


@pytest.fixture
def second_committee(person) -> User:
    user = person("Second Committee")
    join_committee(user=user)
    return user


@pytest.fixture
def innovation(owner: User, unit: Unit) -> Innovation:
    return make_innovation(owner, unit, "Perahu Sehat")


def make_innovation(user: User, unit: Unit, title: str) -> Innovation:
    return record(
        user=user,
        unit=unit,
        at=AT,
        form_token=uuid4(),
        title=title,
        summary="Bidan menjemput ibu hamil dengan perahu.",
        stage=Innovation.Stage.APPLIED,
        initiator=Innovation.Initiator.CIVIL_SERVANT,
        is_digital=False,
        initiated_on=(AT - timedelta(days=900)).date(),
        applied_on=(AT - timedelta(days=800)).date(),
    )


@pytest.fixture
def submission(innovation: Innovation, edition: Edition, owner: User) -> Submission:
    """A draft with nothing in it."""
    return enter(innovation, edition, owner)


def enter(innovation: Innovation, edition: Edition, user: User) -> Submission:
    return workflow.enter(
        innovation=innovation,
        edition=edition,
        group=edition.groups.get(),
        category=edition.categories.first(),
        user=user,
        at=AT,
    )


def stored(purpose: str, target: str, owner: User, content: bytes, kind: str) -> StoredFile:
    """A file in the store, without the checks of an upload."""
    place = Path(django_settings.STORAGE_DIR) / "incoming" / uuid4().hex
    place.write_bytes(content)
    return keep(
        path=place,
        purpose=purpose,
        target=target,
        owner=owner,
        original_name=f"{purpose}.bin",
        content_type=kind,
        at=AT,
    )


def complete(submission: Submission, user: User, at: datetime = AT) -> Submission:
    """Fill in everything that the check list asks for."""
    for answer in submission.answers.select_related("section"):
        writing.save_answer(
            submission,
            answer.section,
            text=f"Uraian yang lengkap dengan angka untuk bagian {answer.section.number}.",
            version=answer.version,
            user=user,
            at=at,
        )
    for rule in submission.group.document_rules.filter(is_required=True):
        target = document_target(submission, rule)
        pdf = stored("document", target, user, statement_pdf([rule.title]), "application/pdf")
        attachments.attach(submission, rule, pdf, user=user, at=at)
    film = stored("video", str(submission.pk), user, b"film", "video/mp4")
    attachments.attach_video(submission, film, FILM, user=user, at=at)
    return submission


@pytest.fixture
def submitted(submission: Submission, owner: User) -> Submission:
    """An entry that was handed in at `AT`."""
    workflow.submit(complete(submission, owner), user=owner, at=AT)
    submission.refresh_from_db()
    return submission


@pytest.fixture
def scanner(settings) -> Iterator[Scanner]:
    """A virus scanner that says what a test wants."""
    scanner = Scanner()
    settings.CLAMD_ADDRESS = scanner.address
    yield scanner
    scanner.close()


@pytest.fixture
def bucket(settings) -> Iterator[Bucket]:
    """A bucket for accepted files, as an installation sets it."""
    bucket = Bucket()
    settings.STORAGES = {
        **settings.STORAGES,
        "bucket": bucket_storage(BUCKET, bucket.endpoint, REGION, "path", KEY_ID, SECRET),
    }
    bucket_module._last_look = (0.0, False)
    yield bucket
    bucket.stop()
    bucket_module._last_look = (0.0, False)


@pytest.fixture
def sign_in(client: Client, clock) -> Callable[[User], Client]:
    """A browser of `user`, at `AT`: `sign_in(owner).get(...)`."""

    def enter_portal(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return enter_portal


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[tuple[str, int]]]]:
    """A broker that answers, in memory; `bell()` takes what was rung since: (task, row)."""
    monkeypatch.setattr(work, "_quiet_until", 0.0)
    portal = portal_celery._get_current_object()
    app = Celery("bell", broker="memory://", task_routes=django_settings.CELERY_TASK_ROUTES)
    app.set_current()
    queues = ("mail", "media", "files", "celery")

    def rung() -> list[tuple[str, int]]:
        found = []
        with app.connection_for_read() as connection:
            for name in queues:
                queue = connection.SimpleQueue(name)
                while queue.qsize():
                    message = queue.get_nowait()
                    message.ack()
                    found.append((message.headers["task"], message.payload[0][0]))
                queue.close()
        return found

    yield rung
    rung()
    portal.set_current()


def race(deed: Callable[[], object], times: int = 2) -> list[Any]:
    """Run `deed` at once on connections of their own; what each returned.

    Needs `django_db(transaction=True)`: the others must see what is there.
    """
    barrier, results, errors = threading.Barrier(times), [], []

    def run() -> None:
        try:
            barrier.wait(timeout=30)
            results.append(deed())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
