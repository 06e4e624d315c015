"""Conflicts of interest: found, stated, decided; and obeyed by everything that comes after."""

import pytest

from innovations.models import TeamMember
from inovasi.lib.verdict import Refused
from judging import queries, workflow
from judging.conflicts import are_alike
from judging.models import Conflict
from judging.permissions import conflict, reads_as_judge
from judging.tests.conftest import publish, score
from notifications.models import Message
from submissions.models import TeamRight
from units.models import Unit


def test_a_former_unit_and_its_family_are_a_conflict(
    judge, panel, entry, unit, committee, judging_time
):
    parent = Unit.objects.create(code="X", name="Dinas Kesehatan", kind="dinas")
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    workflow.appoint(
        panel, person=judge.user, home_unit=None, former_units=[parent], user=committee,
        at=judging_time,
    )  # fmt: skip

    with pytest.raises(Refused, match="pernah bertugas"):
        workflow.assign(judge, [entry], user=committee, at=judging_time)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("dr. Siti Nur", "Siti Nur", True),
        ("Jene'tallasa Baso", "Jenetallasa Baso", True),
        ("Baso Contoh", "Contoh Baso", True),
        ("Siti", "Siti Nur", False),
        ("Siti", "siti", True),
        ("Siti Nur", "Siti Aminah", False),
        ("Baso Nur", "Siti Nur", False),
    ],
)
def test_names_are_alike_however_they_are_spelled(one, other, alike):
    assert are_alike(one, other) is are_alike(other, one) is alike


@pytest.fixture
def namesake(judge, entry) -> TeamMember:
    return TeamMember.objects.create(innovation=entry.innovation, name="dr. Judge One")


def test_a_name_in_the_team_waits_for_panitia(namesake, judge, entry, committee, judging_time):
    with pytest.raises(Refused, match="mirip"):
        workflow.assign(judge, [entry], user=committee, at=judging_time)

    workflow.decide_conflict(
        judge, entry, holds=False, note="Orang lain.", user=committee, at=judging_time
    )

    assert len(workflow.assign(judge, [entry], user=committee, at=judging_time)) == 1


def test_a_related_unit_cannot_be_dismissed(appoint, entry, unit, committee, judging_time):
    camat = appoint("Camat", unit)
    workflow.decide_conflict(
        camat, entry, holds=False, note="Tidak apa.", user=committee, at=judging_time
    )

    assert not conflict(camat, entry)


# --- stated by the judge --------------------------------------------------------------------


@pytest.fixture
def given(judge, entry, committee, judging_time):
    (made,) = workflow.assign(judge, [entry], user=committee, at=judging_time)
    return made


def test_the_entry_opens_only_after_the_statement(given, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    browser = sign_in(given.judge.user)
    answer = given.submission.answers.first().text[:30]

    assert browser.get(f"/penilaian/{given.pk}/").url == "/penilaian/pernyataan/"
    page = browser.get("/penilaian/pernyataan/").text
    assert given.submission.title in page
    assert answer not in page
    assert browser.post("/penilaian/pernyataan/", {"assignment": [given.pk]}).url == "/penilaian/"
    assert answer in browser.get(f"/penilaian/{given.pk}/").text


def test_nothing_is_cleared_that_was_not_ticked_or_is_not_own(
    given, other_judge, second_entry, committee, sign_in, clock, judging_time
):
    (foreign,) = workflow.assign(other_judge, [second_entry], user=committee, at=judging_time)
    clock.move_to(judging_time)

    sign_in(given.judge.user).post("/penilaian/pernyataan/", {"assignment": [foreign.pk, "x", ""]})

    for row in (given, foreign):
        row.refresh_from_db()
        assert row.cleared_at is None
    with pytest.raises(Refused, match="orang lain"):
        workflow.clear([foreign], user=given.judge.user, at=judging_time)


def test_a_stated_conflict_closes_the_entry_at_once_and_tells_panitia(
    given, committee, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    browser, path = sign_in(given.judge.user), f"/penilaian/{given.pk}/benturan/"

    assert browser.post(path, {"reason": ""}).status_code == 422
    browser.post(path, {"reason": "Kakak ipar."})
    browser.post(path, {"reason": "Kakak ipar."})

    assert not reads_as_judge(given.judge.user, given.submission, judging_time)
    assert browser.get(f"/penilaian/{given.pk}/").status_code == 403
    letter = Message.objects.get(recipient=committee, key__startswith="conflict:")
    assert "Kakak ipar." in letter.body


def test_a_confirmed_conflict_withdraws_and_blocks_for_ever(
    given, judge, entry, committee, stage, judging_time
):
    workflow.declare(given, reason="Kakak ipar.", user=judge.user, at=judging_time)
    workflow.decide_conflict(
        judge, entry, holds=True, note="Benar.", user=committee, at=judging_time
    )

    given.refresh_from_db()
    assert given.withdrawal_reason == "Benturan kepentingan: Kakak ipar."
    with pytest.raises(Refused, match="Kakak ipar"):
        workflow.assign(judge, [entry], user=committee, at=judging_time)
    (row,) = (each for each in queries.covered(stage) if each.submission == entry)
    assert (row.judges, row.barred, row.available) == (0, 1, 0)


def test_a_dismissed_conflict_opens_the_entry_again(given, judge, entry, committee, judging_time):
    workflow.clear([given], user=judge.user, at=judging_time)
    workflow.declare(given, reason="Pernah bertemu.", user=judge.user, at=judging_time)
    workflow.decide_conflict(
        judge, entry, holds=False, note="Bukan hubungan.", user=committee, at=judging_time
    )

    assert reads_as_judge(judge.user, entry, judging_time)
    assert score(given, "80", judging_time).is_signed


def test_a_conflict_found_after_signing_excludes_the_sheet(
    judged, judge, edition, committee, decision_time
):
    workflow.decide_conflict(
        judge, judged[0], holds=True, note="Kerabat.", user=committee, at=decision_time
    )

    assert str(publish(edition, committee, decision_time).results.first().score) == "90.00"


def test_only_panitia_decides_with_a_note_and_before_the_verdict(
    judged, judge, edition, committee, owner, decision_time
):
    def decide(user, note="Catatan."):
        workflow.decide_conflict(
            judge, judged[0], holds=True, note=note, user=user, at=decision_time
        )

    with pytest.raises(Refused, match="Hanya panitia"):
        decide(owner)
    with pytest.raises(Refused, match="alasannya"):
        decide(committee, " ")
    publish(edition, committee, decision_time)
    with pytest.raises(Refused, match="sudah diumumkan"):
        decide(committee)
    assert not Conflict.objects.exists()


@pytest.mark.breaks("no_judge_reads_a_kin")
def test_the_register_shows_every_kind_with_the_undecided_first(
    given, namesake, appoint, judge, second_entry, unit, committee, sign_in, clock, judging_time
):
    appoint("Camat", unit)
    workflow.assign(judge, [second_entry], user=committee, at=judging_time)
    mine = judge.assignments.get(submission=second_entry)
    workflow.declare(mine, reason="Kakak ipar.", user=judge.user, at=judging_time)
    clock.move_to(judging_time)
    browser = sign_in(committee)

    page = browser.get("/penugasan/kipp-2026/benturan/").text

    assert page.index("Kakak ipar.") < page.index("mirip")
    assert "berhubungan dengan unit pengusul" in page
    path = f"/penugasan/kipp-2026/benturan/{judge.pk}/{second_entry.pk}/"
    assert "Kakak ipar." in browser.get(path).text
    assert browser.post(path, {"holds": "ya"}).status_code == 422
    assert browser.post(path, {"holds": "ya", "note": "Benar."}).status_code == 302
    assert "Kakak ipar." in browser.get(path).text


def test_whoever_is_in_the_team_of_an_entry_does_not_judge_it(
    judge, entry, owner, committee, at, judging_time
):
    TeamRight.objects.create(
        submission=entry, user=judge.user, level=TeamRight.Level.READ, given_by=owner, given_at=at
    )

    with pytest.raises(Refused, match="ikut menulis"):
        workflow.assign(judge, [entry], user=committee, at=judging_time)
