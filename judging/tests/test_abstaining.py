"""A judge who does not score: a state of its own, a missing judge, never a 0."""

import pytest

from inovasi.lib.verdict import Refused
from judging import queries, workflow
from judging.models import ScoreSheet, SheetEvent
from judging.tests.conftest import publish, score
from notifications.models import Message

REASON = "Bidang ini di luar keahlian saya."


@pytest.fixture
def abstained(assignment, judging_time):
    score(assignment, "12.34", judging_time, sign=False)
    workflow.abstain(assignment, reason=REASON, user=assignment.judge.user, at=judging_time)
    assignment.refresh_from_db()
    return assignment


def test_the_page_asks_for_the_reason_and_tells_panitia(
    assignment, committee, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    browser = sign_in(assignment.judge.user)
    path = f"/penilaian/{assignment.pk}/abstain/"

    assert browser.get(path).status_code == 200
    assert browser.post(path, {"reason": " "}).status_code == 422
    assert browser.post(path, {"reason": REASON}).url == "/penilaian/"

    letter = Message.objects.get(key__startswith="abstained:", recipient=committee)
    assert REASON in letter.body
    assert REASON in browser.get(path).text
    assert browser.get(f"/penilaian/{assignment.pk}/").url == path
    assert "Abstain" in browser.get("/penilaian/").text


def test_abstaining_twice_is_abstaining_once(abstained, judging_time):
    workflow.abstain(abstained, reason="Lain.", user=abstained.judge.user, at=judging_time)

    abstained.refresh_from_db()
    assert abstained.abstention_reason == REASON
    assert SheetEvent.objects.count() == 1


def test_it_counts_nowhere_and_is_missing_in_the_coverage(abstained, stage, entry):
    (covered,) = queries.covered(stage)

    assert (covered.judges, covered.signed, covered.available) == (0, 0, 0)
    (ranked,) = queries.ranking(stage)
    assert (ranked.assigned, ranked.standing.score) == (0, None)
    assert queries.judges_with_progress(stage.panel).get().assigned == 0


def test_panitia_reads_who_abstained_and_why(abstained, sign_in, committee, clock, judging_time):
    clock.move_to(judging_time)
    page = f"/peringkat/kipp-2026/usulan/{abstained.submission_id}/"
    text = sign_in(committee).get(page).text
    assert REASON in text
    assert "Belum ditandatangani" not in text


def test_the_entry_is_topped_up_by_somebody_else(
    abstained, other_judge, stage, entry, committee, judging_time
):
    proposal = workflow.propose(stage)

    assert list(proposal.plan.new) == [(entry.pk, other_judge.pk)]
    with pytest.raises(Refused, match="abstain"):
        workflow.assign(abstained.judge, [entry], user=committee, at=judging_time)


def test_nothing_is_scored_or_signed_after_it(abstained, judging_time):
    for deed in (
        lambda: score(abstained, "80", judging_time),
        lambda: workflow.sign(abstained, version=1, user=abstained.judge.user, at=judging_time),
    ):
        with pytest.raises(Refused, match="abstain"):
            deed()


def test_a_signed_sheet_is_not_abstained_from(assignment, judging_time):
    score(assignment, "80", judging_time)

    with pytest.raises(Refused, match="sudah ditandatangani"):
        workflow.abstain(assignment, reason=REASON, user=assignment.judge.user, at=judging_time)


def test_only_the_own_assignment_and_only_while_judging(
    assignment, other_judge, judging_time, decision_time
):
    for user, at, why in (
        (other_judge.user, judging_time, "juri lain"),
        (assignment.judge.user, decision_time, "Masa ini"),
    ):
        with pytest.raises(Refused, match=why):
            workflow.abstain(assignment, reason=REASON, user=user, at=at)


def test_publication_goes_by_those_who_scored(
    abstained, other_judge, entry, edition, committee, judging_time, decision_time
):
    (made,) = workflow.assign(other_judge, [entry], user=committee, at=judging_time)
    score(made, "80", judging_time)

    publication = publish(edition, committee, decision_time)

    assert publication.results.get().score == 80
    assert ScoreSheet.objects.count() == 2


def test_panitia_gives_it_back_and_the_draft_is_still_there(abstained, committee, judging_time):
    workflow.reopen(abstained, reason="Diminta juri.", user=committee, at=judging_time)

    abstained.refresh_from_db()
    assert abstained.is_in_force
    sheet = ScoreSheet.objects.get()
    signed = workflow.sign(
        abstained, version=sheet.version, user=abstained.judge.user, at=judging_time
    )
    assert str(signed.total) == "12.34"
