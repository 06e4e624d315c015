"""Judges who are behind hear of it before the judging ends, and no more once all is signed."""

from datetime import timedelta

from judging import reminders
from judging.tests.conftest import score
from notifications.models import Message


def test_a_judge_with_open_sheets_is_told_on_each_step_once(assignment, edition, judging_time):
    end = edition.phases.get(kind="penilaian").ends_at

    said = [reminders.remind(at=end - timedelta(hours=hours)) for hours in (24, 23, 1)]

    assert said == [1, 0, 0]
    letter = Message.objects.get(letter="judging/sheets_due")
    assert letter.recipient == assignment.judge.user
    assert "KIPP 2026: 1 lembar" in letter.body


def test_it_stops_with_the_last_signature(assignment, edition, judging_time):
    end = edition.phases.get(kind="penilaian").ends_at
    score(assignment, "80", judging_time)

    assert reminders.remind(at=end - timedelta(days=1)) == 0


def test_nothing_after_the_end_and_nothing_for_who_has_left(assignment, edition, judging_time):
    end = edition.phases.get(kind="penilaian").ends_at

    assert reminders.remind(at=end) == 0
    type(assignment.judge).objects.update(left_at=judging_time, left_because="Sakit.")
    assert reminders.remind(at=end - timedelta(days=1)) == 0
