"""Handing in: exactly once, only when complete, only in time, only by the unit."""

import hashlib
import json
import threading
from datetime import timedelta

import pytest

from competitions.models import Group
from conftest import OPENING, complete, enter, make_innovation, race
from innovations.models import Innovation
from inovasi.demo.rulebook import build_edition
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


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, True), (0, False), (1, False)])
def test_the_last_second_counts_and_the_next_does_not(seconds, is_open, submission, owner):
    complete(submission, owner)
    moment = submission.edition.registration_closes_at + timedelta(seconds=seconds)

    if is_open:
        assert workflow.submit(submission, user=owner, at=moment).taken_at == moment
    else:
        with pytest.raises(Refused, match="sudah ditutup"):
            workflow.submit(submission, user=owner, at=moment)


def test_numbers_follow_each_other_within_an_edition(submitted, stranger, other_unit, edition, at):
    second = enter(make_innovation(stranger, other_unit, "Lain"), edition, stranger)
    workflow.submit(complete(second, stranger), user=stranger, at=at)

    second.refresh_from_db()
    assert (submitted.number, second.number) == ("KIPP-2026-001", "KIPP-2026-002")


def test_another_edition_counts_from_one(submitted, owner, at):
    other = build_edition(slug="lain", name="Lain", year=2025, prefix="LAIN", starts=OPENING)
    second = complete(enter(submitted.innovation, other, owner), owner)

    workflow.submit(second, user=owner, at=at)

    second.refresh_from_db()
    assert second.number == "LAIN-001"


def test_what_was_handed_in_keeps_its_names(submitted, unit, owner, at):
    Innovation.objects.filter(pk=submitted.innovation_id).update(title="Judul Lain")
    type(unit).objects.filter(pk=unit.pk).update(name="Nama Lain")

    submitted.refresh_from_db()
    assert (submitted.title, submitted.unit_name) == ("Perahu Sehat", "Puskesmas Bajeng")
    frozen = json.loads(submitted.snapshots.get().content)
    assert (frozen["judul"], frozen["unit"]["nama"]) == ("Perahu Sehat", "Puskesmas Bajeng")


def test_the_snapshot_holds_every_answer_and_file(submitted):
    frozen = json.loads(submitted.snapshots.get().content)

    texts = {part["nomor"]: part["teks"] for part in frozen["bagian"]}
    assert len(texts) == 9
    assert texts["6b"] == "Uraian yang lengkap dengan angka untuk bagian 6b."
    hashes = [each["sha256"] for each in [*frozen["dokumen"], frozen["video"]]]
    kept = [a.file.sha256 for a in submitted.attachments.all()]
    assert hashes == [*kept, submitted.current_video.original.sha256]


@pytest.mark.parametrize(
    ("what", "label"), [("attachments", "Surat Pernyataan"), ("videos", "Video inovasi")]
)
def test_a_missing_file_is_named(what, label, submission, owner, at):
    getattr(complete(submission, owner), what).all().delete()

    with pytest.raises(Refused, match=label):
        workflow.submit(submission, user=owner, at=at)


def test_a_document_that_is_not_required_may_be_missing(submission, owner):
    complete(submission, owner)

    optional = submission.group.document_rules.get(is_required=False)
    note = next(r.note for r in checks.requirements(submission) if r.label == optional.title)
    assert note == "Tidak wajib."
    assert checks.missing(submission) == []


def test_an_innovation_that_is_not_applied_yet_is_too_young(submission, owner, at):
    complete(submission, owner)
    Innovation.objects.filter(pk=submission.innovation_id).update(stage="uji-coba", applied_on=None)

    with pytest.raises(Refused, match="belum diterapkan"):
        workflow.submit(submission, user=owner, at=at)


def test_drafts_and_other_units_use_no_quota(submitted, owner, unit, edition, at):
    Group.objects.filter(edition=edition).update(quota_per_unit=2)
    enter(make_innovation(owner, unit, "Draf"), edition, owner)
    second = complete(enter(make_innovation(owner, unit, "Lain"), edition, owner), owner)

    workflow.submit(second, user=owner, at=at)

    second.refresh_from_db()
    assert second.status == Status.SUBMITTED


def test_a_post_without_the_phase_is_refused_with_the_date(
    submission, owner, sign_in, clock, during
):
    complete(submission, owner)
    browser = sign_in(owner)
    clock.move_to(during("pemeriksaan"))
    browser.force_login(owner)

    answer = browser.post(f"/usulan/{submission.pk}/pengajuan/", {"is_true": "on"})

    assert answer.status_code == 403
    assert "sudah ditutup Senin, 6 April 2026" in answer.content.decode()
    submission.refresh_from_db()
    assert submission.status == Status.DRAFT


def test_a_post_of_a_stranger_finds_nothing(submission, owner, stranger, sign_in):
    complete(submission, owner)

    answer = sign_in(stranger).post(f"/usulan/{submission.pk}/pengajuan/", {"is_true": "on"})

    assert answer.status_code == 404
    assert not Snapshot.objects.exists()
