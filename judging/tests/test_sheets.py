"""Score sheets: drafts may be thin, signing needs all, signed is locked, nothing is lost."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from inovasi.demo.rulebook import build_edition
from inovasi.lib.verdict import Refused, Stale
from judging import workflow
from judging.models import Score, ScoreSheet
from judging.permissions import may_score
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


def test_the_same_content_again_is_accepted_unchanged(assignment, desk):
    """A second click, or a page that was sent again over a weak line."""
    browser, path = desk

    answers = [browser.post(path, filled(assignment, "60", remark="Baik.")) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert ScoreSheet.objects.get().version == 1


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


@pytest.mark.breaks("no_judge_reads_a_kin")
def test_a_judge_who_joins_the_unit_later_no_longer_scores(assignment, unit, judging_time, at):
    join_unit(user=assignment.judge.user, unit=unit, at=at)

    with pytest.raises(Refused, match="berhubungan"):
        score(assignment, "100", judging_time)


def test_a_score_off_the_scale_is_said_at_its_field(assignment, desk):
    browser, path = desk
    last = assignment.judge.panel.stage.criteria.last()

    page = browser.post(path, filled(assignment) | {f"score-{last.pk}": "101"})

    error = page.text.partition(f'id="id_score-{last.pk}_error">')[2].partition("</p>")[0]
    assert "100" in error
    assert page.text.count('class="field-error') == 1
    assert f'value="101" data-weight="{last.weight}"' in page.text


@pytest.mark.parametrize("value", ["0", "0,00", "100", "84.5", "84,5"])
def test_the_scale_includes_both_ends_and_either_mark(value, assignment, desk):
    browser, path = desk

    assert browser.post(path, filled(assignment, value)).status_code == 302
    assert ScoreSheet.objects.get().total == Decimal(value.replace(",", "."))


@pytest.mark.parametrize("value", ["-0.01", "100.01"])
def test_the_deed_refuses_what_the_form_would(value, assignment, judging_time):
    first = assignment.judge.panel.stage.criteria.first()

    with pytest.raises(Refused, match="nilai harus antara 0 dan 100"):
        workflow.save_sheet(
            assignment,
            scores={first: Decimal(value)},
            remark="",
            version=0,
            user=assignment.judge.user,
            at=judging_time,
        )


def test_a_score_between_two_steps_is_refused_at_its_field_and_by_the_deed(
    assignment, desk, judging_time
):
    browser, path = desk
    criteria = assignment.judge.panel.stage.criteria
    criteria.update(step=Decimal("0.50"))

    page = browser.post(path, filled(assignment, "84,3"))

    assert page.status_code == 422
    assert "Nilai naik per 0,5." in page.text
    assert 'data-step="0.50"' in page.text
    assert browser.post(path, filled(assignment, "84,5")).status_code == 302
    with pytest.raises(Refused, match=r"naik per 0,5"):
        workflow.save_sheet(
            assignment,
            scores={criteria.first(): Decimal("84.3")},
            remark="",
            version=1,
            user=assignment.judge.user,
            at=judging_time,
        )


def test_a_criterion_of_another_edition_is_refused(assignment, judging_time, at):
    other = build_edition(slug="lain", name="Lain", year=2025, prefix="LAIN", starts=at)
    foreign = other.stages.get().criteria.first()

    with pytest.raises(Refused, match="bukan bagian"):
        workflow.save_sheet(
            assignment,
            scores={foreign: Decimal(50)},
            remark="",
            version=0,
            user=assignment.judge.user,
            at=judging_time,
        )


def test_after_a_conflict_the_own_numbers_can_be_saved(assignment, desk):
    browser, path = desk
    browser.post(path, filled(assignment, "60"))
    stale = browser.post(path, filled(assignment, "90"))
    version = re.search(r'name="version" value="(\d+)"', stale.text).group(1)

    assert browser.post(path, filled(assignment, "90", version=version)).status_code == 302
    assert ScoreSheet.objects.get().total == 90


def test_a_conflict_in_signing_is_told_and_signs_nothing(assignment, desk, judging_time):
    browser, path = desk
    score(assignment, "80", judging_time, sign=False)

    for version in ("0", "7", "x", ""):
        answer = browser.post(f"{path}tanda-tangan/", {"version": version}, follow=True)
        assert "berubah di tab lain" in answer.text
    assert not ScoreSheet.objects.get().is_signed


def test_signing_a_draft_leads_back_to_what_is_missing(assignment, desk):
    browser, path = desk

    for answer in (browser.get(f"{path}tanda-tangan/"), browser.post(f"{path}tanda-tangan/")):
        assert answer.url == path
    assert "setiap kriteria" in browser.get(path).text
    assert not ScoreSheet.objects.exists()


def test_only_the_judge_of_the_sheet_signs_it(assignment, other_judge, committee, judging_time):
    sheet = score(assignment, "80", judging_time, sign=False)

    for user in (other_judge.user, committee):
        with pytest.raises(Refused, match="juri lain"):
            workflow.sign(assignment, version=sheet.version, user=user, at=judging_time)


def test_a_signed_sheet_tells_nobody_else_that_it_is(assignment, other_judge, judging_time):
    """Signing twice is harmless for the judge, and no door for others."""
    score(assignment, "80", judging_time)

    with pytest.raises(Refused, match="juri lain"):
        workflow.sign(assignment, version=2, user=other_judge.user, at=judging_time)


def test_a_judge_does_not_see_what_another_gave_the_same_entry(
    assignment, other_judge, entry, committee, sign_in, clock, judging_time
):
    (own,) = workflow.assign(other_judge, [entry], user=committee, at=judging_time)
    workflow.clear([own], user=other_judge.user, at=judging_time)
    score(assignment, "81.37", judging_time)
    clock.move_to(judging_time)
    browser = sign_in(other_judge.user)

    for path in (f"/penilaian/{own.pk}/", "/penilaian/", f"/usulan/{entry.pk}/"):
        page = browser.get(path).text
        assert "81,37" not in page
        assert "81.37" not in page
    assert entry.title in browser.get(f"/penilaian/{own.pk}/").text


def test_a_judge_reads_only_files_of_assigned_entries(
    assignment, other_judge, entry, second_entry, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    own = entry.attachments.first().file_id
    foreign = second_entry.attachments.first().file_id
    browser = sign_in(assignment.judge.user)

    answer = browser.get(f"/berkas/{own}/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert browser.get(f"/berkas/{foreign}/").status_code == 404
    assert sign_in(other_judge.user).get(f"/berkas/{own}/").status_code == 404


def test_a_remark_loses_what_nobody_sees_and_shows_markup_as_text(assignment, desk):
    browser, path = desk

    browser.post(path, filled(assignment, remark="</textarea><b>\x00tebal\u202e"))

    page = browser.get(path).text
    assert ScoreSheet.objects.get().remark == "</textarea><b>tebal"
    assert "&lt;/textarea&gt;&lt;b&gt;tebal" in page
    assert "</textarea><b>" not in page


@pytest.mark.parametrize("phase", ["pemeriksaan", "penetapan"])
def test_outside_its_phase_nothing_is_signed(phase, assignment, judging_time, during):
    sheet = score(assignment, "80", judging_time, sign=False)

    with pytest.raises(Refused, match="Masa ini"):
        workflow.sign(
            assignment, version=sheet.version, user=assignment.judge.user, at=during(phase)
        )


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, True), (0, False)])
def test_scoring_ends_with_the_last_second_of_its_phase(seconds, is_open, assignment, edition):
    moment = edition.phases.get(kind="penilaian").ends_at + timedelta(seconds=seconds)

    assert bool(may_score(assignment.judge.user, assignment, moment)) is is_open
