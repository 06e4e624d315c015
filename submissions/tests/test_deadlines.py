"""The deadline is the database's: what counts is its clock, read when the entry is saved.

These tests run against real time, on real connections, with editions that close in a moment.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from competitions.models import Edition, Extension, Phase
from conftest import complete, race
from inovasi.lib import clock
from inovasi.lib.verdict import Refused
from submissions import workflow
from submissions.files import document_target
from submissions.models import Snapshot, Submission
from submissions.permissions import may_submit
from submissions.states import Status
from uploads.errors import Forbidden
from uploads.models import FINISH_WITHIN, Upload
from uploads.storage import part_path, write_whole
from uploads.workflow import begin, finish

SOON = timedelta(seconds=1.5)


@pytest.fixture(autouse=True)
def _by_the_database(settings, db, monkeypatch) -> None:
    """The host's clock was found right a moment ago, so pages go by it for half a minute."""
    settings.DEADLINES_BY_DATABASE = True
    monkeypatch.setattr(clock._Own, "compared_at", time.monotonic())
    monkeypatch.setattr(clock._Own, "behind", timedelta())


def closing(edition: Edition, ends_at: datetime, grace: int = 0) -> None:
    """Let the writing phase end at `ends_at` of the database's clock."""
    Edition.objects.filter(pk=edition.pk).update(
        grace_seconds=grace, opened_at=ends_at - timedelta(days=30)
    )
    Phase.objects.filter(edition=edition, kind="pengajuan").update(
        starts_at=ends_at - timedelta(days=20), ends_at=ends_at
    )


def hand_in(submission: Submission, user, at: datetime) -> str:
    try:
        workflow.submit(submission, user=user, at=at, clock=clock.now)
    except Refused as refusal:
        return refusal.reason
    return "done"


# --- the clock ----------------------------------------------------------------------------


@pytest.mark.fault("The clock of the web host is ten minutes off")
@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_wrong_clock_of_the_web_host_changes_nothing(minutes, submission, owner):
    real = clock.now()
    complete(submission, owner)
    closing(submission.edition, real + timedelta(minutes=5))
    with time_machine.travel(real + timedelta(minutes=minutes)):
        assert abs(clock.now() - real) < timedelta(minutes=1)
        assert hand_in(submission, owner, real) == "done"

    submission.refresh_from_db()
    assert abs(submission.submitted_at - real) < timedelta(minutes=1)


@pytest.mark.parametrize("minutes", [-10, 10])
def test_nor_does_it_open_what_is_closed(minutes, submission, owner):
    real = clock.now()
    complete(submission, owner)
    closing(submission.edition, real - timedelta(minutes=5))
    with time_machine.travel(real + timedelta(minutes=minutes)):
        assert "sudah ditutup" in hand_in(submission, owner, real - timedelta(minutes=6))


def test_the_page_is_measured_by_the_database(submission, owner):
    real = clock.now()
    complete(submission, owner)
    closing(submission.edition, real - timedelta(minutes=5))
    with time_machine.travel(real - timedelta(minutes=10)):
        browser = Client()
        browser.force_login(owner)
        answer = browser.post(f"/usulan/{submission.pk}/pengajuan/", {"is_true": "on"})

    assert answer.status_code == 422
    assert "sudah ditutup" in answer.text
    assert not Snapshot.objects.exists()


# --- edges --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "grace", "is_open"),
    [(-1, 0, True), (0, 0, False), (0, 30, True), (29, 30, True), (30, 30, False), (31, 30, False)],
)
def test_the_deadline_with_its_grace(seconds, grace, is_open, submission, owner):
    complete(submission, owner)
    end = submission.edition.registration_closes_at
    Edition.objects.update(grace_seconds=grace)
    submission.refresh_from_db()

    assert bool(may_submit(owner, submission, end + timedelta(seconds=seconds))) is is_open


def test_an_extension_is_for_one_unit(submission, owner, stranger, other_unit, committee, at):
    end = submission.edition.registration_closes_at
    Extension.objects.create(
        edition=submission.edition,
        unit=submission.unit,
        kind="pengajuan",
        until=end + timedelta(days=1),
        reason="Banjir",
        granted_by=committee,
        granted_at=at,
    )
    later = end + timedelta(hours=23)
    assert may_submit(owner, Submission.objects.get(pk=submission.pk), later)

    Submission.objects.filter(pk=submission.pk).update(unit=other_unit)

    assert not may_submit(stranger, Submission.objects.get(pk=submission.pk), later)


# --- races --------------------------------------------------------------------------------


def across(submission: Submission, user, ends_at: datetime) -> str:
    """A click before `ends_at` whose turn only comes after it: others hold the edition."""
    holding, said = threading.Event(), []

    def hold() -> None:
        try:
            with transaction.atomic():
                Edition.objects.select_for_update().get(pk=submission.edition_id)
                holding.set()
                while clock.now() < ends_at:
                    time.sleep(0.05)
        finally:
            connection.close()

    def click() -> None:
        try:
            holding.wait(timeout=30)
            clicked_at = clock.now()
            assert clicked_at < ends_at
            said.append(hand_in(submission, user, clicked_at))
        finally:
            connection.close()

    threads = [threading.Thread(target=each) for each in (hold, click)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("grace", "is_open"), [(0, False), (60, True)])
def test_a_click_that_waits_across_the_deadline(grace, is_open, submission, owner):
    complete(submission, owner)
    ends_at = clock.now() + SOON
    closing(submission.edition, ends_at, grace)

    said = across(submission, owner, ends_at)

    assert (said == "done") is is_open, said
    assert Snapshot.objects.count() == is_open
    submission.refresh_from_db()
    assert submission.status == (Status.SUBMITTED if is_open else Status.DRAFT)
    assert not is_open or submission.submitted_at >= ends_at


@pytest.mark.fault("Clicks race with the deadline")
@pytest.mark.django_db(transaction=True)
def test_clicks_until_after_the_deadline_are_taken_or_refused_by_one_clock(submission, owner):
    """Four people click without pause; nothing is ever handed in at or after the end."""
    complete(submission, owner)
    ends_at = clock.now() + SOON
    closing(submission.edition, ends_at)

    def click() -> None:
        while clock.now() < ends_at + timedelta(seconds=0.3):
            hand_in(submission, owner, clock.now())
            Submission.objects.filter(pk=submission.pk).update(status=Status.DRAFT)

    race(click, times=4)

    taken = list(Snapshot.objects.values_list("taken_at", flat=True))
    assert taken
    assert max(taken) < ends_at
    Submission.objects.filter(pk=submission.pk).update(status=Status.SUBMITTED)  # as handed in


# --- files on their way -------------------------------------------------------------------


@pytest.fixture
def late(submission, owner) -> Callable[[datetime], Upload]:
    """Begins an upload of the one missing document and brings its bytes: `late(began)`."""
    complete(submission, owner)
    rule = submission.group.document_rules.filter(is_required=True).first()
    attached = submission.attachments.get(rule=rule)
    content = attached.file.absolute_path.read_bytes()
    attached.delete()

    def send(began: datetime) -> Upload:
        upload = begin(
            user=owner,
            purpose="document",
            target=document_target(submission, rule),
            original_name="surat.pdf",
            length=len(content),
            at=began,
        )
        write_whole(part_path(upload.pk), [content])
        Upload.objects.filter(pk=upload.pk).update(offset=len(content))
        return upload

    return send


def test_an_upload_that_began_in_time_may_finish_and_the_entry_is_handed_in(
    late, submission, owner
):
    end = submission.edition.registration_closes_at
    upload = late(end - timedelta(minutes=1))
    after = end + timedelta(hours=3)
    assert not may_submit(owner, submission, after)

    finish(upload_id=upload.pk, user=owner, at=after)

    assert submission.attachments.filter(replaced_at=None).count() == 2
    assert not may_submit(owner, submission, after + timedelta(hours=1, seconds=1))
    workflow.submit(submission, user=owner, at=after + timedelta(minutes=59))
    submission.refresh_from_db()
    assert submission.status == Status.SUBMITTED


def test_an_upload_may_not_begin_after_the_deadline(late, submission):
    with pytest.raises(Forbidden, match="sudah ditutup"):
        late(submission.edition.registration_closes_at)


def test_an_upload_does_not_go_on_for_ever(late, submission, owner):
    end = submission.edition.registration_closes_at
    upload = late(end - timedelta(minutes=1))

    with pytest.raises(Forbidden, match="sudah ditutup"):
        finish(upload_id=upload.pk, user=owner, at=end - timedelta(minutes=1) + FINISH_WITHIN)


@pytest.mark.breaks("handed_in_entries_have_a_receipt", "statuses_have_their_history")
def test_what_was_handed_in_meanwhile_takes_no_late_file(late, submission, owner, at):
    end = submission.edition.registration_closes_at
    upload = late(end - timedelta(minutes=1))
    Submission.objects.filter(pk=submission.pk).update(
        status=Status.SUBMITTED, sequence=1, submitted_at=at
    )

    with pytest.raises(Forbidden, match="sudah diajukan"):
        finish(upload_id=upload.pk, user=owner, at=end)


def test_an_upload_of_another_entry_opens_nothing(late, submission, owner):
    end = submission.edition.registration_closes_at
    upload = late(end - timedelta(minutes=1))
    finish(upload_id=upload.pk, user=owner, at=end + timedelta(minutes=1))
    Upload.objects.update(target=f"{submission.pk}9-1")

    assert not may_submit(owner, submission, end + timedelta(minutes=2))
