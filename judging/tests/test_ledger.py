"""The deeds of an edition leave their lines in the ledger, in order, and whole."""

import json
from decimal import Decimal

import pytest

from inovasi.lib.seal import sealed
from inovasi.lib.verdict import Refused
from judging import scoring, workflow
from judging.invariants import totals_equal_their_scores, verdicts_equal_their_bundles
from judging.models import Score, ScoreSheet
from judging.queries import criteria_of
from judging.tests.conftest import publish, score
from ledger import workflow as ledger
from ledger.models import Line
from ledger.verifying import faults


def verbs(**of: object) -> list[str]:
    return list(Line.objects.filter(**of).order_by("pk").values_list("verb", flat=True))


def test_the_life_of_an_entry_stands_in_the_ledger(judged, edition, committee, decision_time):
    publish(edition, committee, decision_time)
    entry = judged[0]

    assert verbs(subject=ledger.subject_of(entry)) == [
        "usulan.masuk",
        "usulan.ajukan",
        "usulan.tanda-terima",
        "pemeriksaan.putusan",
        "usulan.loloskan",
        "usulan.mulai-nilai",
        "usulan.menangkan",
    ]
    receipt = Line.objects.filter(subject=ledger.subject_of(entry)).get(verb="usulan.tanda-terima")
    assert receipt.details == {"revisi": 1, "sidik": entry.snapshots.get().sha256}
    ledger.seal()
    assert list(faults()) == []


def test_the_work_of_a_judge_stands_in_the_ledger(assignment, judge, committee, judging_time):
    workflow.declare(assignment, reason="Sepupu saya.", user=judge.user, at=judging_time)
    workflow.decide_conflict(
        judge, assignment.submission, holds=True, note="Benar.", user=committee, at=judging_time
    )

    assert verbs(subject=ledger.subject_of(judge)) == [
        "juri.tunjuk",
        "juri.pakta-integritas",
        "penugasan.beri",
        "benturan.putusan",
    ]
    assert verbs(subject=ledger.subject_of(assignment)) == [
        "benturan.tidak-ada",
        "benturan.nyatakan",
        "penugasan.tarik",
    ]
    told = str(list(Line.objects.values_list("details", flat=True)))
    assert "Sepupu" not in told, "what is private stays in its row"


def test_a_forged_score_is_found_although_its_total_fits(assignment, judging_time):
    sheet = score(assignment, "70", judging_time)
    assert list(totals_equal_their_scores()) == []

    Score.objects.filter(sheet=sheet).update(value=95)
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=95)

    assert list(totals_equal_their_scores()) == [
        f"{sheet.pk}: scores or total are not those that were signed"
    ]
    Score.objects.filter(sheet=sheet).update(value=70)
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=70)


def test_scores_that_changed_places_are_found(assignment, judging_time):
    who = {"user": assignment.judge.user, "at": judging_time}
    light, *_, heavy = assignment.judge.panel.stage.criteria.order_by("weight", "pk")
    assert light.weight < heavy.weight
    sheet = score(assignment, "70", judging_time, sign=False)
    given = {each.criterion: each.value for each in sheet.scores.select_related("criterion")}
    given[light] = Decimal(90)
    workflow.save_sheet(assignment, scores=given, remark="Baik.", version=sheet.version, **who)
    sheet.refresh_from_db()
    sheet = workflow.sign(assignment, version=sheet.version, **who)
    assert list(totals_equal_their_scores()) == []
    own = Score.objects.filter(sheet=sheet)

    own.filter(criterion=light).update(value=70)
    own.filter(criterion=heavy).update(value=90)
    fits = scoring.sheet_total(
        dict(own.values_list("criterion", "value")), criteria_of(assignment.judge.panel.stage)
    )
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=scoring.rounded(fits))

    assert list(totals_equal_their_scores()) == [
        f"{sheet.pk}: scores or total are not those that were signed"
    ]
    own.filter(criterion=heavy).update(value=70)
    own.filter(criterion=light).update(value=90)
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=sheet.total)


@pytest.mark.breaks("verdicts_equal_their_bundles")
def test_a_forged_verdict_that_is_right_in_itself_is_found(
    judged, edition, committee, decision_time
):
    """File, fingerprint and page agree with each other after the forgery."""
    row = publish(edition, committee, decision_time)
    assert list(verdicts_equal_their_bundles()) == []
    data = json.loads(row.bundle)
    data["edisi"]["nama"] = "Edisi lain"
    row.bundle, row.sha256 = sealed(data)
    row.save()

    assert list(verdicts_equal_their_bundles()) == [
        f"{row.pk}: the ledger knows another fingerprint"
    ]
    ledger.enter("penetapan.setujui", row, user=committee, at=decision_time, sidik=row.sha256)
    assert list(verdicts_equal_their_bundles()) == [
        f"{row.pk}: the ledger knows another fingerprint"
    ], "a second line beside the first one heals nothing"


def test_a_refused_deed_leaves_no_line(judge, judged, committee, decision_time):
    before = Line.objects.count()

    with pytest.raises(Refused):
        workflow.assign(judge, judged, user=judge.user, at=decision_time)

    assert Line.objects.count() == before


def test_a_judge_who_opens_an_entry_is_written_down_as_a_judge(
    assignment, judge, judging_time, sign_in, clock
):
    clock.move_to(judging_time)
    sign_in(judge.user).get(f"/penilaian/{assignment.pk}/")

    (line,) = Line.objects.filter(verb="usulan.baca")
    assert (line.actor, line.details["sebagai"]) == (judge.user_id, "juri")


def test_the_page_of_results_shows_the_end_of_the_ledger(
    judged, edition, committee, decision_time, client, clock
):
    publish(edition, committee, decision_time)
    ledger.seal()
    clock.move_to(decision_time)
    last = Line.objects.sealed().last()

    assert f"{last.number}:{last.hash}" in client.get("/hasil/kipp-2026/").text
