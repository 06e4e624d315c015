"""A film on its way to an entry: the right to write is asked at each piece, and cheaply."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from submissions import team
from submissions.models import Submission, TeamRight
from submissions.states import Status
from units.models import Membership
from uploads import gates, purposes
from uploads.models import Upload
from uploads.tests.tus import Tus

pytestmark = pytest.mark.django_db

CALENDAR = {"competitions_phase", "competitions_edition", "competitions_extension", "units_unit"}
"""What only decides about time may be seen a second late."""
JOINED = {"competitions_submissiongroup", "competitions_group"}
"""Read along with the entry, never asked for a right."""


@pytest.fixture
def tus(sign_in, owner) -> Tus:
    return Tus(sign_in(owner))


@pytest.fixture
def url(tus, submission) -> str:
    """Of a film of which two pieces have arrived, so that the answer is known."""
    url = tus.started(1000, name="film.mp4", purpose="video", target=str(submission.pk))
    for offset in (0, 10):
        assert tus.patch(url, offset, b"x" * 10).status_code == 204
    return url


def kept() -> int:
    return Upload.objects.get().offset


def moved(entry: Submission, status: Status, at: datetime) -> None:
    """By hand at the database, so nothing but the row itself can tell."""
    row = {"status": status, "sequence": 1, "submitted_at": at, "repair_due_at": at}
    Submission.objects.filter(pk=entry.pk).update(**row)


def test_a_piece_costs_few_queries(tus, url, django_assert_num_queries, monkeypatch):
    """The new offset, together with all that the right to write rests on."""
    for module in ("passes", "permits"):
        monkeypatch.setattr(f"uploads.{module}.ANSWER_SECONDS", 3600)
    with django_assert_num_queries(1):
        tus.patch(url, 20, b"x" * 10)
    with django_assert_num_queries(3):
        tus.patch(url, 30, b"x" * 10, X_Anything="else")


def test_a_membership_that_ended_stops_the_next_piece(tus, url, owner):
    Membership.objects.filter(user=owner).delete()
    assert tus.patch(url, 20, b"x" * 10).status_code == 404
    assert kept() == 20


def test_an_entry_that_was_handed_in_stops_the_next_piece(tus, url, submission, at):
    moved(submission, Status.SUBMITTED, at)
    answer = tus.patch(url, 20, b"x" * 10)
    assert answer.status_code == 403
    assert "sudah diajukan" in answer.text
    assert kept() == 20


def test_an_account_that_was_closed_stops_the_next_piece(tus, url, owner):
    owner.is_active = False
    owner.save()
    assert tus.patch(url, 20, b"x" * 10).status_code == 401
    assert kept() == 20


@pytest.mark.parametrize("level", [TeamRight.Level.READ, None])
def test_a_right_that_was_taken_from_a_guest_stops_the_next_piece(
    level, url, submission, owner, person, sign_in, at
):
    guest = person("Guest")
    give = {"email": guest.email, "user": owner, "at": at}
    team.give_right(submission, level=TeamRight.Level.WRITE, **give)
    tus = Tus(sign_in(guest))
    for offset in (20, 30):
        assert tus.patch(url, offset, b"x" * 10).status_code == 204
    if level:
        team.give_right(submission, level=level, **give)
    else:
        TeamRight.objects.all().delete()
    assert tus.patch(url, 40, b"x" * 10).status_code == (403 if level else 404)
    assert kept() == 40


def test_an_answer_that_is_a_second_old_is_asked_for_again(tus, url, monkeypatch, during):
    asked = []
    ask = gates.check_write
    monkeypatch.setattr(gates, "check_write", lambda *words: (asked.append(words), ask(*words)))
    tus.patch(url, 20, b"x" * 10)
    assert not asked
    monkeypatch.setattr("uploads.permits.ANSWER_SECONDS", 0)
    tus.patch(url, 30, b"x" * 10)
    assert len(asked) == 1


def test_a_returned_entry_is_asked_about_at_every_piece(url, submission, at):
    """Upper apps may end its repair, and this app knows none of their tables."""
    moved(submission, Status.RETURNED, at)
    upload = Upload.objects.raw(
        f"SELECT upload.*, {purposes.stamp()} AS stamp FROM uploads_upload AS upload",
        {"user": 1},
    )[0]
    assert upload.stamp is None


def test_an_answer_rests_on_every_table_that_it_reads(submission, owner, at):
    """Whoever lets `may_write` read one more table learns here where to name it."""
    fresh = Submission.objects.get(pk=submission.pk)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        gates.check_write("video", owner, str(fresh.pk), at)
    read = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(q["sql"] for q in captured)))
    rests_on = set(re.findall(r"(?:FROM|JOIN) (\w+)", purposes.get("video").rests_on))
    assert read - CALENDAR - JOINED <= rests_on
    assert "submissions_submission" in read
