"""The administrative check: whole, explained, once; repair keeps the history."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from conftest import race
from inovasi.demo.rulebook import build_edition
from inovasi.lib.verdict import Refused
from notifications.models import Message
from submissions import checking, workflow, writing
from submissions.models import Check, Event, Finding, Submission
from submissions.permissions import may_submit, may_write
from submissions.states import MOVES, IllegalMove, Status, Verb, after
from units.workflow import join_unit

PASS, RETURN, FAIL = Check.Decision.PASS, Check.Decision.RETURN, Check.Decision.FAIL
FULFILLED, REPAIR = Finding.Result.FULFILLED, Finding.Result.REPAIR


def ruling(submission, decision=PASS, *, at=None, note="", flawed=False, **more):
    items = list(submission.group.check_items.all())
    results = dict.fromkeys(items, (FULFILLED, ""))
    if flawed:
        results[items[0]] = (REPAIR, "Judul terlalu umum")
    due = at + timedelta(days=5) if decision == RETURN else None
    return workflow.Ruling(decision, results, note=note, repair_due_at=due, **more)


def decide(submission, user, at, decision=PASS, revision=1, **more):
    return workflow.decide_check(
        submission,
        ruling(submission, decision, at=at, **more),
        revision=revision,
        user=user,
        at=at,
    )


def failed(submission, committee, second_committee, at, note) -> Check:
    """A fail that a second member upheld."""
    check = decide(submission, committee, at, FAIL, note=note)
    return checking.second(check, upholds=True, note="", user=second_committee, at=at)


def returned(submission, committee, at) -> Submission:
    decide(submission, committee, at, RETURN, note="Perbaiki judul.", flawed=True)
    submission.refresh_from_db()
    return submission


def test_a_pass_is_told_to_the_unit(submitted, committee, owner, at):
    decide(submitted, committee, at)

    submitted.refresh_from_db()
    assert submitted.status == Status.PASSED
    assert "lolos administrasi" in Message.objects.get(key__startswith="checked").subject


def test_a_return_names_reasons_and_date(submitted, committee, owner, at):
    returned(submitted, committee, at)

    letter = Message.objects.get(key__startswith="checked").body
    assert "Judul terlalu umum" in letter
    assert "Perbaiki judul." in letter
    assert "Sabtu, 7 Maret 2026 pukul 10.00 WITA" in letter


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"decision": PASS, "flawed": True}, "semua butir terpenuhi"),
        ({"decision": FAIL}, "Tulis alasannya"),
        ({"decision": RETURN, "note": "  "}, "Tulis alasannya"),
    ],
)
def test_contradictions_are_refused(fields, said, submitted, committee, at):
    with pytest.raises(Refused, match=said):
        decide(submitted, committee, at, **fields)

    assert not Check.objects.exists()


def test_a_due_date_in_the_past_is_refused(submitted, committee, at):
    late = ruling(submitted, RETURN, at=at - timedelta(days=6), note="x")

    with pytest.raises(Refused, match="akan datang"):
        workflow.decide_check(submitted, late, revision=1, user=committee, at=at)


def test_every_item_needs_a_result(submitted, committee, at):
    with pytest.raises(Refused, match="setiap butir"):
        workflow.decide_check(
            submitted, workflow.Ruling(PASS, {}), revision=1, user=committee, at=at
        )


def test_panitia_does_not_check_the_own_unit(submitted, committee, unit, at):
    join_unit(user=committee, unit=unit, at=at)

    with pytest.raises(Refused, match="unit Anda sendiri"):
        decide(submitted, committee, at)


def test_only_panitia_checks(submitted, owner, at):
    with pytest.raises(Refused, match="Hanya panitia"):
        decide(submitted, owner, at)


def test_repair_and_resubmission_keep_both_revisions(submitted, committee, owner, at):
    returned(submitted, committee, at)
    section = submitted.group.sections.get(number="5")
    writing.save_answer(submitted, section, text="Lebih lengkap", version=1, user=owner, at=at)
    workflow.submit(submitted, user=owner, at=at + timedelta(days=1))

    old, new = submitted.snapshots.order_by("revision")
    assert "Lebih lengkap" in new.content
    assert "Lebih lengkap" not in old.content
    assert old.checks.get().decision == RETURN
    verbs = submitted.events.values_list("verb", flat=True)
    assert list(verbs) == [Verb.ENTER, Verb.SUBMIT, Verb.SEND_BACK, Verb.RESUBMIT]
    submitted.refresh_from_db()
    assert submitted.number == "KIPP-2026-001"


def test_after_the_due_date_there_is_no_repair(submitted, committee, owner, at):
    returned(submitted, committee, at)

    with pytest.raises(Refused, match="Batas waktu perbaikan sudah lewat: Sabtu, 7 Maret 2026"):
        workflow.submit(submitted, user=owner, at=at + timedelta(days=5))


def test_a_check_of_an_old_revision_is_refused(submitted, committee, owner, at):
    returned(submitted, committee, at)
    workflow.submit(submitted, user=owner, at=at)

    with pytest.raises(Refused, match="diajukan kembali"):
        decide(submitted, committee, at, revision=1)


@pytest.mark.django_db(transaction=True)
def test_two_members_of_panitia_decide_once(submitted, committee, second_committee, at):
    users = iter([committee, second_committee])

    def attempt() -> str:
        try:
            decide(submitted, next(users), at)
        except Refused as refusal:
            return refusal.reason
        return "decided"

    said = race(attempt)

    assert sorted(said) == ["Usulan ini tidak sedang menunggu pemeriksaan.", "decided"]
    assert Event.objects.filter(verb=Verb.PASS).count() == 1


def test_the_pages_play_the_check(submitted, committee, owner, sign_in):
    browser, path = sign_in(committee), f"/pemeriksaan/{submitted.pk}/"
    assert "KIPP-2026-001" in browser.get("/pemeriksaan/").content.decode()
    items = submitted.group.check_items.all()
    form = {f"result-{item.pk}": "terpenuhi" for item in items} | {"revision": "1"}

    assert browser.post(path, {"revision": "1"}).status_code == 422
    refused = browser.post(path, form | {"decision": "gugur"})
    assert refused.status_code == 422
    assert "Tulis alasannya" in refused.content.decode()
    due = {"decision": "perbaikan", "note": "Perbaiki.", "repair_due_at": "2026-03-09T23:59"}
    assert browser.post(path, form | due).status_code == 302
    page = sign_in(owner).get(f"/usulan/{submitted.pk}/").content.decode()
    assert "Perbaiki." in page
    assert "Senin, 9 Maret 2026 pukul 23.59 WITA" in page


@pytest.mark.parametrize(
    ("status", "verb"), [(s, v) for s in Status for v in Verb if (s, v) not in MOVES]
)
def test_there_is_no_way_off_the_graph(status, verb):
    with pytest.raises(IllegalMove):
        after(status, verb)


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": None},
        {"submitted_at": None},
        {"status": Status.RETURNED, "repair_due_at": None},
    ],
)
def test_the_table_refuses_what_must_never_stand_in_it(change, submitted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submitted.pk).update(**change)


def test_a_fail_is_the_end_and_is_explained(submitted, committee, second_committee, owner, at):
    failed(submitted, committee, second_committee, at, "Bukan inovasi pelayanan.")

    submitted.refresh_from_db()
    assert submitted.status == Status.FAILED
    assert "Bukan inovasi pelayanan." in Message.objects.get(key__startswith="checked").body
    with pytest.raises(Refused, match="sudah diajukan"):
        workflow.submit(submitted, user=owner, at=at)


def test_a_return_without_a_due_date_is_refused(submitted, committee, at):
    undated = workflow.Ruling(RETURN, ruling(submitted).results, note="Perbaiki.")

    with pytest.raises(Refused, match="batas perbaikan"):
        workflow.decide_check(submitted, undated, revision=1, user=committee, at=at)


def test_an_item_of_another_form_is_no_result(submitted, committee, at):
    other = build_edition(slug="lain", name="Lain", year=2025, prefix="LAIN", starts=at)
    foreign = dict.fromkeys(other.groups.get().check_items.all(), (FULFILLED, ""))

    with pytest.raises(Refused, match="setiap butir"):
        workflow.decide_check(
            submitted, workflow.Ruling(PASS, foreign), revision=1, user=committee, at=at
        )


def test_a_draft_cannot_be_checked(submission, committee, at):
    with pytest.raises(Refused, match="tidak sedang menunggu"):
        decide(submission, committee, at)


def test_outside_its_phase_nothing_is_checked(submitted, committee, during):
    with pytest.raises(Refused, match="sudah ditutup Selasa, 21 April 2026"):
        decide(submitted, committee, during("penilaian"))


def test_the_repaired_entry_is_checked_again_with_both_checks_kept(
    submitted, committee, second_committee, owner, at
):
    returned(submitted, committee, at)
    workflow.submit(submitted, user=owner, at=at + timedelta(days=1))
    decide(submitted, second_committee, at + timedelta(days=2), revision=2)

    submitted.refresh_from_db()
    assert (submitted.status, submitted.repair_due_at) == (Status.PASSED, None)
    checks = Check.objects.order_by("snapshot__revision").values_list("decision", "decided_by")
    assert list(checks) == [(RETURN, committee.pk), (PASS, second_committee.pk)]


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, True), (0, False)])
def test_repair_ends_at_its_due_date(seconds, is_open, submitted, committee, owner, at):
    moment = returned(submitted, committee, at).repair_due_at + timedelta(seconds=seconds)

    assert bool(may_write(owner, submitted, moment)) is is_open
    assert bool(may_submit(owner, submitted, moment)) is is_open


def test_repair_is_written_after_the_writing_phase(submitted, committee, owner, during):
    checking = during("pemeriksaan")
    returned(submitted, committee, checking)
    section = submitted.group.sections.get(number="5")

    saved = writing.save_answer(
        submitted,
        section,
        text="Lebih lengkap",
        version=1,
        user=owner,
        at=checking + timedelta(days=1),
    )

    assert saved.text == "Lebih lengkap"


def test_markup_in_a_note_stays_text(submitted, committee, second_committee, owner, sign_in, at):
    note = "<img src=x onerror=alert(1)>\x00\u202e"
    failed(submitted, committee, second_committee, at, note)

    page = sign_in(owner).get(f"/usulan/{submitted.pk}/").content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "\u202e" not in page


def test_panitia_of_the_unit_is_refused_on_the_page_and_loses_no_note(
    submitted, committee, unit, sign_in, at
):
    join_unit(user=committee, unit=unit, at=at)
    items = submitted.group.check_items.all()
    form = {f"result-{item.pk}": "terpenuhi" for item in items}

    page = sign_in(committee).post(
        f"/pemeriksaan/{submitted.pk}/",
        form | {"revision": "1", "decision": "lolos", "note": "Catatan panjang"},
    )

    assert page.status_code == 403
    assert "unit Anda sendiri" in page.content.decode()
    assert "Catatan panjang" in page.content.decode()
    assert not Check.objects.exists()


def test_who_was_slower_is_told_and_loses_no_note(
    submitted, committee, second_committee, sign_in, at
):
    decide(submitted, committee, at)
    items = submitted.group.check_items.all()
    form = {f"result-{item.pk}": "terpenuhi" for item in items}

    page = sign_in(second_committee).post(
        f"/pemeriksaan/{submitted.pk}/",
        form | {"revision": "1", "decision": "gugur", "note": "Catatan panjang"},
    )

    assert page.status_code == 403
    assert "tidak sedang menunggu" in page.content.decode()
    assert "Catatan panjang" in page.content.decode()
    assert Check.objects.get().decision == PASS
