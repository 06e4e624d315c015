"""A later panel is fixed while an earlier stage is judged; ended sheets stay readable."""

import pytest

from inovasi.lib.verdict import Refused
from judging import workflow
from judging.models import Judge, Score, SheetEvent
from judging.tests.conftest import end, score
from notifications.models import Message


@pytest.fixture
def browser(committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    return sign_in(committee)


@pytest.fixture
def path(interview):
    return f"/penugasan/kipp-2026/?tahap={interview.pk}"


def test_the_panel_of_the_interview_is_ready_before_the_proposals_are_judged(
    judged, interview, stage, browser, path, person, committee, judging_time
):  # fmt: skip
    guest = person("Pewawancara")
    decree = {"decree_number": "200/2026", "decree_date": "2026-05-01"}

    assert browser.post(path, decree).url == path
    invited = browser.post(
        f"/penugasan/kipp-2026/juri/?tahap={interview.pk}", {"email": guest.email}
    )
    judge = Judge.objects.get(user=guest)
    assert judge.panel.stage == interview
    assert Message.objects.filter(key__startswith="invited:", recipient=guest).exists()
    workflow.accept(judge, user=guest, at=judging_time)
    page = browser.get(path).text
    assert "Pewawancara" in page
    assert "Usulannya ditetapkan saat tahap sebelumnya ditutup" in page
    assert browser.get(invited.url).status_code == 200
    with pytest.raises(Refused):
        workflow.assign(judge, [judged[0]], user=committee, at=judging_time)

    end(stage, committee, judging_time)

    (given,) = workflow.assign(judge, [judged[0]], user=committee, at=judging_time)
    assert score(given, "90", judging_time).is_signed


def test_the_pages_of_the_stage_that_runs_stay_its_own(
    judged, interview, stage, browser, path
):  # fmt: skip
    browser.post(path, {"decree_number": "200/2026", "decree_date": "2026-05-01"})

    page = browser.get("/penugasan/kipp-2026/").text
    assert "SK 188/2026" in page
    assert "200/2026" not in page
    assert f"?tahap={interview.pk}" in page
    assert browser.get("/penugasan/kipp-2026/?tahap=999999").text.count("SK 188/2026") == 1


def test_an_ended_panel_is_only_looked_at(
    judged, interview, stage, committee, browser, judging_time
):  # fmt: skip
    end(stage, committee, judging_time)
    path = f"/penugasan/kipp-2026/?tahap={stage.pk}"
    judge = stage.panel.judges.first()
    given = judge.assignments.first()

    page = browser.get(path).text
    assert "Tahap ini sudah ditutup" in page
    assert "Simpan SK" not in page
    for name in (f"juri/{judge.pk}/", f"lembar/{given.pk}/", f"penarikan/{given.pk}/",
                 f"juri/{judge.pk}/pengakhiran/"):  # fmt: skip
        address = f"/penugasan/kipp-2026/{name}"
        assert browser.get(address).status_code == 200
        assert (
            browser.post(address, {"reason": "Keliru.", "excludes_scores": "ya"}).status_code == 403
        )
    assert (
        browser.post(path, {"decree_number": "1", "decree_date": "2026-05-01"}).status_code == 403
    )


def test_a_judge_reads_the_own_sheet_of_an_ended_stage_and_changes_nothing(
    judged, interview, stage, judge, committee, sign_in, clock, judging_time
):  # fmt: skip
    clock.move_to(judging_time)
    end(stage, committee, judging_time)
    given = judge.assignments.first()
    browser, path = sign_in(judge.user), f"/penilaian/{given.pk}/"
    assert path in browser.get("/penilaian/").text

    answer = browser.get(path)
    assert answer.status_code == 200
    assert "Ditandatangani" in answer.text
    assert "Simpan draf" not in answer.text
    assert "Offline-Account" not in answer.headers

    criterion = stage.criteria.first()
    before = set(Score.objects.values_list("pk", "value"))
    refused = browser.post(path, {f"score-{criterion.pk}": "1", "version": "2"})
    assert refused.status_code == 403
    assert set(Score.objects.values_list("pk", "value")) == before
    assert SheetEvent.objects.filter(assignment=given, verb=SheetEvent.Verb.REFUSED).exists()
