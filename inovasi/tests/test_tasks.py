"""Celery delivers at least once: every task of the portal is safe to run twice."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.apps import apps

from competitions.models import Edition
from conftest import AT, enter, make_innovation, race, stored
from downloads import makers
from downloads.workflow import order
from innovations.models import Innovation
from inovasi.celery import app
from inovasi.demo.files import film
from notifications.models import Message
from oioi.models import DutyYear, ReminderRule
from oioi.standing import Level
from submissions.files import document_target
from submissions.media.containers import read_facts
from submissions.models import Video
from units.models import User
from uploads.models import Move, Scan
from uploads.workflow import begin

app.loader.import_default_modules()
OWN = sorted(name for name in app.tasks if not name.startswith("celery."))
ABOUT = {
    "downloads.tasks.clear": lambda _world: (),
    "downloads.tasks.make": lambda world: (world["order"],),
    "downloads.tasks.sweep": lambda _world: (),
    "inovasi.tasks.look_round": lambda _world: (),
    "inovasi.tasks.tell_witnesses": lambda _world: (),
    "judging.tasks.remind": lambda _world: (),
    "judging.tasks.settle_due": lambda _world: (),
    "ledger.tasks.seal": lambda _world: (),
    "notifications.tasks.read_bounces": lambda _world: (),
    "notifications.tasks.send": lambda world: (world["letter"],),
    "notifications.tasks.send_digests": lambda _world: (),
    "notifications.tasks.sweep": lambda _world: (),
    "oioi.tasks.remind": lambda _world: (),
    "submissions.tasks.process_video": lambda world: (world["video"],),
    "submissions.tasks.remind": lambda _world: (),
    "submissions.tasks.sweep": lambda _world: (),
    "submissions.tasks.tell_unsent": lambda _world: (),
    "uploads.tasks.move": lambda world: (world["move"],),
    "uploads.tasks.scan": lambda world: (world["scan"],),
    "uploads.tasks.sweep": lambda _world: (),
    "uploads.tasks.sweep_moves": lambda _world: (),
    "uploads.tasks.sweep_scans": lambda _world: (),
    "uploads.tasks.take_inventory": lambda _world: (),
    "workshops.tasks.remind": lambda _world: (),
}
"""What each task is rung with."""
DOES_SOMETHING = {"uploads.tasks.sweep", "oioi.tasks.remind", "notifications.tasks.send_digests"}
CLOCKED = (
    *(
        ".sweep",
        ".clear",
        ".sweep_scans",
        ".sweep_moves",
        ".remind",
        ".tell_unsent",
        ".take_inventory",
        ".send_digests",
    ),
    *(".read_bounces", ".seal", ".settle_due", ".look_round", ".tell_witnesses"),
)


@pytest.fixture
def world(
    submitted,
    edition,
    unit,
    owner,
    stranger,
    committee,
    at,
    clock,
    tmp_path: Path,
    bell,
    bucket,
    settings,
) -> dict[str, int]:
    """A letter, a film, a scan, a move and a reminder that wait, an upload whose time ran out."""
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    content = film(tmp_path / "film.mp4", Random(1), seconds=1).read_bytes()
    submitted.videos.all().delete()
    file = stored("video", str(submitted.pk), owner, content, "video/mp4")
    facts = read_facts(file.absolute_path)
    video = Video.objects.create(
        submission=submitted,
        original=file,
        seconds=round(facts.seconds, 2),
        width=facts.width,
        height=facts.height,
        added_at=at,
        next_try_at=at,
    )
    owed_innovation(at)
    overdue_upload(make_innovation(owner, unit, "Lain"), edition, owner)
    letter = stored("document", str(submitted.pk), owner, b"%PDF", "application/pdf")
    scan = Scan.objects.create(file=letter, next_try_at=at)
    held_for_digest(stranger, at)
    move = Move.objects.create(file=submitted.attachments.first().file, next_try_at=at)
    table = order(makers.get("usulan.profil"), arguments={}, user=committee, door="/ekspor/", at=at)
    return {
        "order": table.pk,
        "letter": owner.messages.first().pk,
        "video": video.pk,
        "scan": scan.pk,
        "move": move.pk,
    }


def held_for_digest(user: User, at: datetime) -> None:
    """A letter that waited for this morning."""
    Message.objects.create(
        letter="submissions/unsent",
        key="ringkasan",
        recipient=user,
        address=user.email,
        subject="Draf lengkap",
        body="Isi.",
        created_at=at - timedelta(days=1),
        next_try_at=at,
        waits_for_digest=True,
    )


def owed_innovation(at: datetime) -> None:
    """The stranger's unit owes one, and the first rung of the ladder is due."""
    year = DutyYear.objects.create(
        year=at.year,
        due_on=at.date() + timedelta(days=10),
        fulfilled_from=Level.DOCUMENTED,
        dated_by=DutyYear.Dating.DOCUMENTED,
    )
    year.reminder_rules.create(days_before=10, audience=ReminderRule.Audience.OPERATOR)


def overdue_upload(innovation: Innovation, edition: Edition, owner: User) -> None:
    draft = enter(innovation, edition, owner)
    begin(
        user=owner,
        purpose="document",
        target=document_target(draft, draft.group.document_rules.first()),
        original_name="surat.pdf",
        length=10,
        at=AT - timedelta(days=9),
    )


def everything() -> dict[str, list[object]]:
    """Every row of every table of ours."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_config.name in {"notifications", "submissions", "uploads", "downloads"}
    }


def test_every_task_stands_in_the_list():
    assert set(OWN) == set(ABOUT)


@pytest.mark.fault("Every task of the portal runs a second time", times=len(OWN))
@pytest.mark.parametrize("name", OWN)
def test_a_task_that_runs_twice_has_one_effect(
    name, world, mailoutbox, django_capture_on_commit_callbacks
):
    arguments = ABOUT[name](world)
    before = everything()
    with django_capture_on_commit_callbacks(execute=True):
        app.tasks[name](*arguments)
    once, letters = everything(), len(mailoutbox)
    with django_capture_on_commit_callbacks(execute=True):
        app.tasks[name](*arguments)

    assert everything() == once
    assert len(mailoutbox) == letters
    if arguments or name in DOES_SOMETHING:
        assert once != before, "the first run did something"


@pytest.mark.fault("Every task of the portal runs three times at once", times=len(OWN))
@pytest.mark.django_db(transaction=True)
def test_every_task_that_runs_three_times_at_once_has_one_effect(world, mailoutbox):
    rung = {name: about(world) for name, about in ABOUT.items()}
    for name, arguments in rung.items():
        race(lambda name=name, arguments=arguments: app.tasks[name](*arguments), times=3)
    settled = []
    for _round in range(2):
        for name, arguments in rung.items():
            app.tasks[name](*arguments)
        settled.append(everything())

    letters = [mail.extra_headers["Message-ID"] for mail in mailoutbox]
    assert settled[0] == settled[1]
    assert letters
    assert len(letters) == len(set(letters))


def test_work_on_a_row_that_is_gone_is_no_error(world):
    for name, arguments in ABOUT.items():
        if arguments(world):
            app.tasks[name](10**9)


def test_the_clock_rings_only_tasks_that_exist():
    rung = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert rung <= set(OWN)
    assert {name for name in OWN if name.endswith(CLOCKED)} == rung
