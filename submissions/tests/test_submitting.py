"""Handing in: exactly once, only when complete, only in time, only by the unit."""

import hashlib
import json
import threading
from datetime import timedelta

import pytest

from competitions.models import Group
from conftest import complete, enter, make_innovation, race
from innovations.models import Innovation
from inovasi.lib.verdict import Refused
from notifications.models import Message
from submissions import checks, workflow
from submissions.models import Event, Snapshot
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


@pytest.mark.parametrize("phase", ["pemeriksaan", "penilaian"])
def test_outside_the_phase_it_is_refused_with_the_date(phase, submission, owner, during):
    complete(submission, owner)

    with pytest.raises(Refused, match="sudah ditutup Senin, 6 April 2026"):
        workflow.submit(submission, user=owner, at=during(phase))


def test_a_stranger_cannot_hand_in(submission, owner, stranger, at):
    complete(submission, owner)

    with pytest.raises(Refused, match="anggota unit pemilik"):
        workflow.submit(submission, user=stranger, at=at)


def test_the_fingerprint_belongs_to_the_content(submitted):
    snapshot = submitted.snapshots.get()

    assert hashlib.sha256(snapshot.content.encode()).hexdigest() == snapshot.sha256
    assert json.loads(snapshot.content)["nomor"] == "KIPP-2026-001"


def test_a_young_innovation_does_not_pass_the_check_list(submission, owner, at):
    complete(submission, owner)
    young = (at - timedelta(days=200)).date()
    Innovation.objects.filter(pk=submission.innovation_id).update(applied_on=young)

    with pytest.raises(Refused, match="Usia penerapan"):
        workflow.submit(submission, user=owner, at=at)


def test_age_is_counted_back_from_the_closing(submission, owner, at):
    closing = submission.edition.registration_closes_at.date()
    exactly = closing.replace(year=closing.year - 1)
    Innovation.objects.filter(pk=submission.innovation_id).update(
        applied_on=exactly, initiated_on=exactly
    )
    assert all(each.is_met for each in checks.requirements(submission) if "Usia" in each.label)

    Innovation.objects.filter(pk=submission.innovation_id).update(
        applied_on=exactly + timedelta(days=1)
    )
    submission.innovation.refresh_from_db()

    assert not all(each.is_met for each in checks.requirements(submission) if "Usia" in each.label)


def test_the_quota_of_the_unit_is_kept(submitted, unit, owner, edition, at):
    Group.objects.filter(edition=edition).update(quota_per_unit=1)
    second = complete(enter(make_innovation(owner, unit, "Lain"), edition, owner), owner)

    with pytest.raises(Refused, match="Jatah unit"):
        workflow.submit(second, user=owner, at=at)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_two_connections_has_one_effect(submission, owner, at):
    complete(submission, owner)

    snapshots = race(lambda: workflow.submit(submission, user=owner, at=at).pk, times=4)

    assert len(snapshots) == 4
    assert len(set(snapshots)) == 1
    assert Snapshot.objects.count() == 1
    assert Message.objects.count() == 1
    assert submission.events.filter(verb=Verb.SUBMIT).count() == 1


@pytest.mark.django_db(transaction=True)
def test_entries_handed_in_at_once_get_different_numbers(unit, owner, edition, at):
    Group.objects.filter(edition=edition).update(quota_per_unit=None)
    rows = [
        complete(enter(make_innovation(owner, unit, f"I{n}"), edition, owner), owner)
        for n in range(4)
    ]
    queue = iter(rows)
    lock = threading.Lock()

    def submit_next() -> int:
        with lock:
            own = next(queue)
        workflow.submit(own, user=owner, at=at)
        own.refresh_from_db()
        return own.sequence

    assert sorted(race(submit_next, times=4)) == [1, 2, 3, 4]


def test_the_pages_play_the_submission(submission, owner, sign_in):
    browser, path = sign_in(owner), f"/usulan/{submission.pk}/pengajuan/"
    assert "belum dapat diajukan" in browser.get(path).content.decode()
    complete(submission, owner)

    unticked = browser.post(path, {"x": "1"})
    assert unticked.status_code == 422
    assert "Centang pernyataan" in unticked.content.decode()
    first = browser.post(path, {"is_true": "on"})
    second = browser.post(path, {"is_true": "on"})
    assert first.url == second.url == f"/usulan/{submission.pk}/tanda-terima/"
    receipt = browser.get(first.url).content.decode()
    assert "KIPP-2026-001" in receipt
    assert "Senin, 2 Maret 2026 pukul 10.00 WITA" in receipt
