"""No verdict over entries that were never checked, and no check after the verdict."""

from datetime import timedelta

import pytest

from conftest import complete, enter, make_innovation, race
from inovasi.lib.verdict import Refused
from judging.models import Publication
from judging.tests.conftest import publish
from notifications.models import Message
from submissions.models import Check, Finding, Submission
from submissions.states import Status
from submissions.workflow import Ruling, decide_check, submit


@pytest.fixture
def waiting(judged, edition, other_unit, stranger, at) -> Submission:
    """An entry that was handed in, and that nobody has looked at."""
    row = complete(
        enter(make_innovation(stranger, other_unit, "Menunggu"), edition, stranger), stranger
    )
    submit(row, user=stranger, at=at)
    row.refresh_from_db()
    return row


def rule(entry: Submission, decision: Check.Decision, committee, at, due=None) -> None:
    result = Finding.Result.FULFILLED if decision == Check.Decision.PASS else Finding.Result.REPAIR
    ruling = Ruling(
        decision,
        dict.fromkeys(entry.group.check_items.all(), (result, "")),
        note="" if decision == Check.Decision.PASS else "Belum lengkap.",
        repair_due_at=due,
    )
    decide_check(entry, ruling, revision=1, user=committee, at=at)


@pytest.fixture
def overlapping(waiting, edition, decision_time):
    """An edition whose checks are still open when the verdict may be published."""
    edition.phases.filter(kind="pemeriksaan").update(ends_at=decision_time + timedelta(days=1))
    return waiting


def test_an_unchecked_entry_stops_the_verdict_and_is_named(
    waiting, edition, committee, decision_time
):
    with pytest.raises(Refused, match=f"belum selesai diperiksa panitia: {waiting.number}"):
        publish(edition, committee, decision_time)

    assert not Publication.objects.exists()
    assert not Message.objects.filter(key__startswith="published:").exists()


def test_an_entry_still_in_time_for_its_repair_stops_it(
    overlapping, edition, committee, at, decision_time
):
    rule(overlapping, Check.Decision.RETURN, committee, at, decision_time + timedelta(minutes=1))

    with pytest.raises(Refused, match=overlapping.number):
        publish(edition, committee, decision_time)


def test_a_repair_that_slipped_is_out_and_its_unit_is_told_so(
    waiting, edition, committee, stranger, at, decision_time
):
    rule(waiting, Check.Decision.RETURN, committee, at, at + timedelta(days=1))

    publish(edition, committee, decision_time)

    letter = Message.objects.get(key__startswith="published:", recipient=stranger)
    assert "tidak sampai ke tahap penilaian" in letter.body


def test_the_pages_name_the_unchecked_before_anyone_clicks(
    waiting, committee, sign_in, clock, decision_time
):
    clock.move_to(decision_time)
    browser = sign_in(committee)

    for path in ("/peringkat/kipp-2026/", "/peringkat/kipp-2026/pengumuman/"):
        assert f"{waiting.number}</a> Menunggu" in browser.get(path).text
    answer = browser.post("/peringkat/kipp-2026/pengumuman/")
    assert answer.status_code == 422


@pytest.mark.breaks("statuses_have_their_history")
def test_once_published_nothing_is_checked_or_repaired(
    overlapping, edition, committee, stranger, at, decision_time
):
    rule(overlapping, Check.Decision.RETURN, committee, at, decision_time)
    publish(edition, committee, decision_time)
    Submission.objects.filter(pk=overlapping.pk).update(
        repair_due_at=decision_time + timedelta(hours=1)
    )
    overlapping.refresh_from_db()

    with pytest.raises(Refused, match="Hasil edisi ini sudah diumumkan"):
        submit(overlapping, user=stranger, at=decision_time)

    Submission.objects.filter(pk=overlapping.pk).update(status=Status.SUBMITTED)
    with pytest.raises(Refused, match="Hasil edisi ini sudah diumumkan"):
        rule(overlapping, Check.Decision.PASS, committee, decision_time)


@pytest.mark.django_db(transaction=True)
def test_a_check_at_the_same_moment_comes_before_the_verdict_or_not_at_all(
    overlapping, edition, committee, second_committee, decision_time
):
    deeds = iter(
        (
            lambda: rule(overlapping, Check.Decision.PASS, second_committee, decision_time),
            lambda: publish(edition, committee, decision_time),
        )
    )

    def play() -> str:
        try:
            next(deeds)()
        except Refused as refusal:
            return refusal.reason
        return "done"

    said = race(play)

    overlapping.refresh_from_db()
    assert overlapping.status == Status.PASSED
    assert not Publication.objects.exists()
    assert any(overlapping.number in reason for reason in said)
