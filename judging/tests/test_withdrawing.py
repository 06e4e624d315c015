"""An entry taken from a judge: kept with its reason, counted nowhere, and the way is free."""

import json

import pytest

from inovasi.lib.verdict import Refused
from judging import queries, workflow
from judging.models import Assignment
from judging.permissions import reads_as_judge
from judging.tests.conftest import publish, score
from notifications.models import Message
from units.workflow import join_unit


@pytest.fixture
def ill(appoint, judged, entry, committee, judging_time) -> Assignment:
    """A third judge who never signs."""
    (made,) = workflow.assign(appoint("Judge Three"), [entry], user=committee, at=judging_time)
    return made


def withdraw(assignment, user, at, reason="Sakit.") -> Assignment:
    return workflow.withdraw(assignment, reason=reason, user=user, at=at)


def test_an_ill_judge_no_longer_stops_the_verdict(ill, edition, committee, decision_time):
    with pytest.raises(Refused):
        publish(edition, committee, decision_time)

    withdraw(ill, committee, decision_time)

    assert publish(edition, committee, decision_time).results.count() == 2


def test_a_signed_sheet_is_kept_and_excluded_with_its_reason(
    judged, judge, entry, edition, committee, decision_time
):
    signed = judge.assignments.get(submission=entry)
    withdraw(signed, committee, decision_time, "Ternyata kerabat inovator.")

    (first, *_others) = queries.ranking(queries.current_stage(edition))
    published = publish(edition, committee, decision_time)

    assert (first.submission, str(first.standing.score)) == (entry, "90.00")
    assert signed.sheet.scores.count() == 7
    kept = next(
        each
        for each in json.loads(published.full_bundle)["tahap"][0]["usulan"]
        if each["nomor"] == entry.number
    )
    assert [(e["juri"], e["alasan"]) for e in kept["dikecualikan"]] == [
        ("J1", "Ternyata kerabat inovator.")
    ]
    assert "kerabat" not in published.bundle
    assert published.full_sha256 in published.bundle


def test_the_judge_is_told_and_meets_the_entry_nowhere(
    ill, committee, sign_in, clock, judging_time
):
    withdraw(ill, committee, judging_time)
    clock.move_to(judging_time)
    browser = sign_in(ill.judge.user)

    assert Message.objects.filter(key=f"withdrawn:{ill.pk}", recipient=ill.judge.user).exists()
    assert browser.get(f"/penilaian/{ill.pk}/").status_code == 404
    assert ill.submission.title not in browser.get("/penilaian/").text
    assert not reads_as_judge(ill.judge.user, ill.submission, judging_time)
    with pytest.raises(Refused, match="ditarik"):
        score(ill, "80", judging_time)


def test_coverage_no_longer_counts_it(ill, entry, edition, committee, judging_time):
    stage = queries.current_stage(edition)
    assert queries.coverage(stage).get(pk=entry.pk).judges == 3

    withdraw(ill, committee, judging_time)

    assert queries.coverage(stage).get(pk=entry.pk).judges == 2
    assert queries.judges_with_progress(ill.judge.panel).get(pk=ill.judge_id).assigned == 0


def test_it_can_be_given_again_in_a_new_row(ill, entry, committee, judging_time):
    withdraw(ill, committee, judging_time)

    (again,) = workflow.assign(ill.judge, [entry], user=committee, at=judging_time)

    assert again.pk != ill.pk
    assert ill.judge.assignments.count() == 2


def test_withdrawing_twice_is_withdrawing_once(ill, committee, judging_time):
    first = withdraw(ill, committee, judging_time)
    again = withdraw(ill, committee, judging_time, "Lain.")

    assert again.withdrawal_reason == first.withdrawal_reason == "Sakit."
    assert Message.objects.filter(key=f"withdrawn:{ill.pk}").count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "\x00"])
def test_without_a_reason_nothing_is_withdrawn(reason, ill, committee, judging_time):
    with pytest.raises(Refused, match="alasannya"):
        withdraw(ill, committee, judging_time, reason)


def test_only_panitia_withdraws_and_only_before_the_verdict(
    ill, judged, entry, judge, edition, committee, owner, decision_time
):
    with pytest.raises(Refused, match="Hanya panitia"):
        withdraw(ill, owner, decision_time)
    withdraw(ill, committee, decision_time)
    publish(edition, committee, decision_time)
    with pytest.raises(Refused, match="sudah diumumkan"):
        withdraw(judge.assignments.get(submission=entry), committee, decision_time)


def test_the_page_asks_for_the_reason(ill, committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    browser = sign_in(committee)
    path = f"/penugasan/kipp-2026/penarikan/{ill.pk}/"

    assert "Tarik penugasan" in browser.get(path).text
    assert browser.post(path, {"reason": ""}).status_code == 422
    assert browser.post(path, {"reason": "Sakit."}).url.endswith(f"/juri/{ill.judge_id}/")
    ill.refresh_from_db()
    assert ill.is_withdrawn
    assert browser.get(path).status_code == 404


@pytest.mark.breaks("no_judge_reads_a_kin")
def test_a_judge_in_conflict_reads_neither_entry_nor_files(
    assignment, entry, unit, sign_in, clock, judging_time, at
):
    join_unit(user=assignment.judge.user, unit=unit, at=at)
    clock.move_to(judging_time)
    browser = sign_in(assignment.judge.user)

    page = browser.get(f"/penilaian/{assignment.pk}/")

    assert page.status_code == 403
    assert "berhubungan dengan unit pengusul" in page.text
    assert not reads_as_judge(assignment.judge.user, entry, judging_time)
