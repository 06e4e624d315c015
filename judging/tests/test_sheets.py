"""Score sheets: drafts may be thin, signing needs all, signed is locked, nothing is lost."""

from decimal import Decimal

import pytest
from django.test import Client

from inovasi.lib.verdict import Refused, Stale
from judging import workflow
from judging.models import Score, ScoreSheet
from judging.tests.conftest import score
from units.workflow import join_unit


@pytest.fixture
def desk(assignment, clock, judging_time):
    """The judge's browser and the path of the sheet, while judging is open."""
    clock.move_to(judging_time)
    browser = Client()
    browser.force_login(assignment.judge.user)
    return browser, f"/penilaian/{assignment.pk}/"


def filled(assignment, value: str = "80", **more: str) -> dict[str, str]:
    criteria = assignment.judge.panel.stage.criteria.all()
    return {f"score-{c.pk}": value for c in criteria} | {"version": "0", "remark": ""} | more


def test_a_draft_keeps_what_is_there_and_has_no_total(assignment, desk):
    browser, path = desk
    first = assignment.judge.panel.stage.criteria.first()

    browser.post(path, {f"score-{first.pk}": "70,5", "version": "0", "draft": "1"})

    sheet = ScoreSheet.objects.get()
    assert sheet.total is None
    assert sheet.scores.get().value == Decimal("70.50")


def test_an_emptied_field_is_missing_and_not_zero(assignment, desk):
    browser, path = desk
    first = assignment.judge.panel.stage.criteria.first()
    browser.post(path, filled(assignment))

    browser.post(path, filled(assignment, version="1") | {f"score-{first.pk}": ""})

    sheet = ScoreSheet.objects.get()
    assert sheet.total is None
    assert not sheet.scores.filter(criterion=first).exists()


@pytest.mark.parametrize("value", ["101", "-1", "delapan", "NaN", "Infinity", "1e3", "80.123"])
def test_a_score_off_the_scale_is_refused_and_nothing_is_lost(value, assignment, desk):
    browser, path = desk
    first = assignment.judge.panel.stage.criteria.first()

    page = browser.post(
        path, filled(assignment, remark="Catatan panjang") | {f"score-{first.pk}": value}
    )

    assert page.status_code == 422
    assert "Catatan panjang" in page.content.decode()
    assert not Score.objects.exists()


def test_a_total_is_kept_with_the_sheet(assignment, judging_time):
    assert score(assignment, "80", judging_time).total == Decimal("80.0000")


def test_two_tabs_lose_nothing(assignment, desk):
    browser, path = desk
    browser.post(path, filled(assignment, "60"))

    second = browser.post(path, filled(assignment, "90", remark="Dari tab kedua"))

    assert second.status_code == 409
    text = second.content.decode()
    assert "60,00" in text
    assert "Dari tab kedua" in text
    assert 'value="90"' in text
    assert set(Score.objects.values_list("value", flat=True)) == {Decimal("60.00")}


def test_signing_needs_every_score(assignment, judging_time):
    first = assignment.judge.panel.stage.criteria.first()
    user = assignment.judge.user
    sheet = workflow.save_sheet(
        assignment, scores={first: Decimal(5)}, remark="", version=0, user=user, at=judging_time
    )

    with pytest.raises(Refused, match="setiap kriteria"):
        workflow.sign(assignment, version=sheet.version, user=user, at=judging_time)


def test_signing_twice_is_signing_once(assignment, judging_time):
    signed = score(assignment, "80", judging_time)

    again = workflow.sign(assignment, version=1, user=assignment.judge.user, at=judging_time)

    assert (again.signed_at, again.version) == (signed.signed_at, signed.version)


def test_what_changed_since_it_was_read_is_not_signed(assignment, judging_time):
    user = assignment.judge.user
    score(assignment, "80", judging_time, sign=False)
    criteria = assignment.judge.panel.stage.criteria.all()
    workflow.save_sheet(
        assignment,
        scores={c: Decimal(70) for c in criteria},
        remark="",
        version=1,
        user=user,
        at=judging_time,
    )

    with pytest.raises(Stale):
        workflow.sign(assignment, version=1, user=user, at=judging_time)


def test_a_signed_sheet_is_locked(assignment, desk, judging_time):
    browser, path = desk
    score(assignment, "80", judging_time)

    answer = browser.post(path, filled(assignment, "10", version="2"))

    assert answer.status_code == 403
    assert "sudah ditandatangani" in answer.content.decode()
    assert set(Score.objects.values_list("value", flat=True)) == {Decimal("80.00")}


def test_the_pages_play_scoring_and_signing(assignment, desk):
    browser, path = desk

    saved = browser.post(path, filled(assignment, "80", sign="1"))
    assert saved.url == f"{path}tanda-tangan/"
    assert "80,00" in browser.get(saved.url).content.decode()
    assert browser.post(saved.url, {"version": "1"}).url == "/penilaian/"
    assert ScoreSheet.objects.get().is_signed


@pytest.mark.parametrize("phase", ["pemeriksaan", "penetapan"])
def test_outside_its_phase_nothing_is_scored(phase, assignment, desk, clock, during):
    browser, path = desk
    clock.move_to(during(phase))
    browser.force_login(assignment.judge.user)

    answer = browser.post(path, filled(assignment, remark="Catatan panjang"))

    assert answer.status_code == 403
    assert "Masa ini" in answer.content.decode()
    assert "Catatan panjang" in answer.content.decode()
    assert not ScoreSheet.objects.exists()


def test_another_judge_sees_and_writes_nothing(
    assignment, other_judge, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    browser, path = sign_in(other_judge.user), f"/penilaian/{assignment.pk}/"

    assert browser.get(path).status_code == 404
    assert browser.post(path, filled(assignment)).status_code == 404
    assert assignment.submission.title not in browser.get("/penilaian/").content.decode()


def test_a_judge_who_joins_the_unit_later_no_longer_scores(assignment, unit, judging_time, at):
    join_unit(user=assignment.judge.user, unit=unit, at=at)

    with pytest.raises(Refused, match="berhubungan"):
        score(assignment, "100", judging_time)
