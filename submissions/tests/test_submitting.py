"""Handing in: exactly once, only when complete, only in time, only by the unit."""

import pytest

from conftest import complete
from inovasi.lib.verdict import Refused
from notifications.models import Message
from submissions import workflow
from submissions.models import Event
from submissions.states import Status, Verb


def test_a_complete_entry_gets_number_time_and_fingerprint(submission, owner, at):
    snapshot = workflow.submit(complete(submission, owner), user=owner, at=at)

    submission.refresh_from_db()
    assert submission.status == Status.SUBMITTED
    assert submission.number == "KIPP-2026-001"
    assert submission.submitted_at == at
    assert len(snapshot.sha256) == 64


def test_everyone_of_the_unit_gets_one_letter(submission, owner, team_mate, stranger, at):
    workflow.submit(complete(submission, owner), user=owner, at=at)

    letters = Message.objects.filter(key__startswith="handed-in")
    assert {letter.recipient for letter in letters} == {owner, team_mate}
    assert all("KIPP-2026-001" in letter.subject for letter in letters)


def test_a_second_click_changes_nothing(submission, owner, at):
    first = workflow.submit(complete(submission, owner), user=owner, at=at)
    second = workflow.submit(submission, user=owner, at=at)

    assert first == second
    assert Event.objects.filter(submission=submission, verb=Verb.SUBMIT).count() == 1
    assert Message.objects.count() == 1


def test_an_incomplete_entry_is_refused_with_what_is_missing(submission, owner, at):
    with pytest.raises(Refused, match=r"Ringkasan [(]Belum diisi"):
        workflow.submit(submission, user=owner, at=at)

    submission.refresh_from_db()
    assert submission.status == Status.DRAFT
    assert submission.sequence is None
