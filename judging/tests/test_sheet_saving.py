"""A sheet that saves by itself: the button's deed, criterion by criterion, and no score is lost."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest

from inovasi.lib.kept_text import mark_of
from judging import workflow
from judging.models import Score, ScoreSheet, SheetEvent
from judging.tests.conftest import score
from judging.tests.test_sheets import desk, filled  # noqa: F401 - a fixture

JSON = {"accept": "application/json"}


@pytest.fixture
def save(assignment, desk):  # noqa: F811 - the fixture
    """Post to the sheet as its script does; gives status and answer."""
    browser, path = desk

    def post(**fields):
        writer = mark_of(assignment.judge.user_id)
        answer = browser.post(path, {"writer": writer, **fields}, headers=JSON)
        return answer.status_code, answer.json()

    return post


@pytest.fixture
def criteria(assignment):
    return list(assignment.judge.panel.stage.criteria.all())


def test_the_answer_tells_the_second_and_the_next_version(save, criteria):
    status, said = save(**{f"score-{criteria[0].pk}": "84,5", "version": "0"})

    assert (status, said["version"], said["errors"]) == (200, 1, {})
    assert len(said["saved"].split(".")) == 3
    assert Score.objects.get().value == Decimal("84.50")


def test_a_field_that_holds_no_score_stops_no_other_and_keeps_what_was_saved(save, criteria):
    first, second = (f"score-{each.pk}" for each in criteria[:2])
    save(**{first: "70", "version": "0"})

    status, said = save(**{first: "700", second: "80", "remark": "Baik.", "version": "1"})

    assert status == 200
    assert list(said["errors"]) == [first]
    assert "100" in said["errors"][first]
    saved = dict(Score.objects.values_list("criterion", "value"))
    assert saved == {criteria[0].pk: 70, criteria[1].pk: 80}
    assert ScoreSheet.objects.get().remark == "Baik."


def test_another_tab_is_told_what_stands_there(save, assignment, criteria):
    name = f"score-{criteria[0].pk}"
    save(**{name: "70", "private_note": "Ingat.", "version": "0"})

    status, said = save(**{name: "90", "version": "0"})

    assert status == 409
    assert said["values"] == {
        "version": 1, "remark": "", "panel_note": "", "private_note": "Ingat.", name: "70"
    }  # fmt: skip
    assert Score.objects.get().value == 70


def test_an_answer_that_got_lost_is_no_conflict(save, criteria):
    fields = {f"score-{criteria[0].pk}": "70", "version": "0"}

    assert [save(**fields)[0] for _time in range(2)] == [200, 200]
    assert ScoreSheet.objects.get().version == 1


def test_another_account_in_the_same_browser_saves_nothing(
    assignment, other_judge, desk, criteria  # noqa: F811
):  # fmt: skip
    browser, path = desk
    fields = {f"score-{criteria[0].pk}": "70", "version": "0"}

    answer = browser.post(path, {**fields, "writer": mark_of(other_judge.user_id)}, headers=JSON)

    assert answer.status_code == 403
    assert "akun lain" in answer.json()["reason"]
    assert not ScoreSheet.objects.exists()


def test_an_ended_session_is_answered_by_the_way_to_sign_in(assignment, desk, client):  # noqa: F811
    _browser, path = desk

    answer = client.post(path, filled(assignment), headers=JSON)

    assert answer.status_code == 302
    assert answer.url.startswith("/masuk/")


@pytest.mark.parametrize("how", ["json", "button"])
def test_what_arrives_after_the_last_second_is_kept_in_the_history(
    how, assignment, desk, save, clock, during, criteria  # noqa: F811
):  # fmt: skip
    browser, path = desk
    save(**{f"score-{criteria[0].pk}": "60", "version": "0"})
    clock.move_to(during("penetapan"))
    browser.force_login(assignment.judge.user)
    fields = {f"score-{criteria[0].pk}": "70", "remark": "Sudah baik.", "version": "1"}
    fields |= {"private_note": "Rahasia."}

    if how == "json":
        status, said = save(**fields)
        assert "Masa ini sudah ditutup" in said["reason"]
    else:
        status = browser.post(path, fields).status_code

    assert status == 403
    assert Score.objects.get().value == 60
    event = SheetEvent.objects.get()
    assert event.verb == SheetEvent.Verb.REFUSED
    assert event.content["nilai"] == [{"kriteria": criteria[0].name, "nilai": "70"}]
    assert event.content["catatan_unit"] == "Sudah baik."
    assert "Rahasia" not in str(event.content)


def test_the_same_refused_content_is_kept_once(save, clock, during, criteria, desk, assignment):  # noqa: F811
    browser, _path = desk
    clock.move_to(during("penetapan"))
    browser.force_login(assignment.judge.user)
    fields = {f"score-{criteria[0].pk}": "70", "version": "0"}

    save(**fields)
    save(**fields)

    assert SheetEvent.objects.count() == 1


@pytest.mark.parametrize("deed", ["withdrawn", "removed"])
def test_a_judge_who_loses_the_entry_mid_stage_is_told_and_loses_no_score(
    deed, assignment, save, committee, criteria, judging_time
):
    save(**{f"score-{criteria[0].pk}": "60", "version": "0"})
    who = {"user": committee, "at": judging_time}
    if deed == "withdrawn":
        workflow.withdraw(assignment, reason="Sakit.", **who)
    else:
        workflow.relieve(assignment.judge, reason="Sakit.", excludes_scores=False, **who)

    status, said = save(**{f"score-{criteria[0].pk}": "75", "version": "1"})

    assert status == 403
    assert "sudah ditarik" in said["reason"]
    assert Score.objects.get().value == 60
    assert SheetEvent.objects.get().content["nilai"][0]["nilai"] == "75"


def test_a_save_that_runs_into_the_signature_of_another_tab_is_kept_too(
    assignment, save, criteria, judging_time
):
    score(assignment, "80", judging_time)

    status, said = save(**{f"score-{criteria[0].pk}": "75", "version": "1"})

    assert status == 403
    assert "sudah ditandatangani" in said["reason"]
    assert assignment.events.get(verb=SheetEvent.Verb.REFUSED).content["nilai"]
    assert set(Score.objects.values_list("value", flat=True)) == {80}


def test_a_criterion_that_is_gone_is_told_instead_of_dropped(save, criteria):
    status, said = save(
        **{f"score-{criteria[0].pk}": "75", f"score-{criteria[-1].pk + 1}": "60", "version": "0"}
    )

    assert status == 422
    assert "Kriteria berubah" in said["reason"]
    assert not ScoreSheet.objects.exists()


def test_a_criterion_whose_words_change_under_an_open_sheet_takes_its_score(save, criteria):
    save(**{f"score-{criteria[0].pk}": "75", "version": "0"})
    criteria[0].name = "Kebaruan gagasan"
    criteria[0].save(update_fields=["name"])

    status, said = save(**{f"score-{criteria[0].pk}": "80", "version": "1"})

    assert (status, said["version"]) == (200, 2)
    assert Score.objects.get().value == 80


@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_a_page_without_its_version_saves_nothing(version, save, criteria):
    status, _said = save(**{f"score-{criteria[0].pk}": "75", "version": version})

    assert status == 422
    assert not ScoreSheet.objects.exists()


def test_saving_by_itself_takes_the_same_queries_for_one_criterion_and_for_all(
    save, criteria, django_assert_max_num_queries
):
    fields = {f"score-{each.pk}": "75" for each in criteria}
    for given, version in ((dict([next(iter(fields.items()))]), "0"), (fields, "1")):
        with django_assert_max_num_queries(26):
            assert save(**given, version=version)[0] == 200


def test_the_sheet_page_shows_progress_and_goes_on_to_the_next(
    judge, entry, second_entry, desk, assignment, committee, judging_time  # noqa: F811
):  # fmt: skip
    browser, path = desk
    (other,) = workflow.assign(judge, [second_entry], user=committee, at=judging_time)
    workflow.clear([other], user=judge.user, at=judging_time)

    assert "0 dari 2 sudah ditandatangani" in browser.get(path).text
    saved = browser.post(path, filled(assignment, "80", next="1"))
    assert saved.url == f"/penilaian/{other.pk}/"
    sheet = ScoreSheet.objects.get()
    signed = browser.post(f"{path}tanda-tangan/", {"version": sheet.version, "next": "1"})
    assert signed.url == f"/penilaian/{other.pk}/"
    assert "1 dari 2 sudah ditandatangani" in browser.get(signed.url).text
    assert second_entry.title in browser.get("/penilaian/").text
    score(other, "70", judging_time)
    assert browser.post(f"{path}tanda-tangan/", {"next": "1"}).url == "/penilaian/"


def test_a_short_scale_is_chosen_and_may_be_emptied_again(assignment, desk):  # noqa: F811
    browser, path = desk
    criterion = assignment.judge.panel.stage.criteria.first()
    criterion.max_score, criterion.step = 5, Decimal("0.5")
    criterion.save()
    name = f"score-{criterion.pk}"

    browser.post(path, {name: "3,5", "version": "0"})

    page = browser.get(path).text
    assert page.count(f'type="radio" name="{name}"') == 12
    assert f'name="{name}" value="3,5" checked' in page
    browser.post(path, {name: "", "version": "1"})
    assert not Score.objects.exists()


def test_a_form_without_scripts_whose_session_ended_is_there_after_signing_in(
    assignment, desk, client, criteria  # noqa: F811
):  # fmt: skip
    _browser, path = desk
    writer = mark_of(assignment.judge.user_id)
    fields = {f"score-{criteria[0].pk}": "84,5", "remark": "Sudah ditulis.", "version": "0"}
    body = urlencode({**fields, "writer": writer})

    assert client.post(path, body, "application/x-www-form-urlencoded").status_code == 302
    client.force_login(assignment.judge.user)
    page = client.get(path)

    assert "dari sebelum sesi Anda berakhir" in page.text
    assert 'value="84,5"' in page.text
    assert "Sudah ditulis." in page.text
    assert not ScoreSheet.objects.exists()
