"""Panitia gives a signed sheet back: with a reason, with a letter, and nothing is forgotten."""

import pytest

from inovasi.lib.verdict import Refused
from judging import workflow
from judging.models import ScoreSheet, SheetEvent
from judging.tests.conftest import publish, score
from notifications.models import Message

REASON = "Juri salah membaca kriteria keberlanjutan."


@pytest.fixture
def signed(assignment, judging_time):
    score(assignment, "81.37", judging_time)
    return assignment


@pytest.fixture
def page(signed, committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    return sign_in(committee), f"/penugasan/kipp-2026/lembar/{signed.pk}/"


def test_the_page_reopens_with_a_reason_and_the_judge_is_told(signed, page):
    browser, path = page

    assert browser.post(path, {"reason": ""}).status_code == 422
    assert ScoreSheet.objects.get().is_signed
    assert browser.post(path, {"reason": REASON}).url == path

    sheet = ScoreSheet.objects.get()
    assert not sheet.is_signed
    assert str(sheet.total) == "81.37"
    letter = Message.objects.get(key__startswith="reopened:")
    assert letter.recipient == signed.judge.user
    assert REASON in letter.body
    assert f"/penilaian/{signed.pk}/" in letter.body


def test_what_was_signed_stays_in_the_history_word_for_word(
    signed, committee, sign_in, clock, judging_time
):
    workflow.reopen(signed, reason=REASON, user=committee, at=judging_time)
    user = signed.judge.user
    sheet = ScoreSheet.objects.get()
    sheet = workflow.save_sheet(
        signed,
        scores={each.criterion: 60 for each in sheet.scores.all()},
        remark="Lain.",
        version=sheet.version,
        user=user,
        at=judging_time,
    )
    workflow.sign(signed, version=sheet.version, user=user, at=judging_time)

    first, reopened, last = SheetEvent.objects.all()
    assert [first.verb, reopened.verb, last.verb] == ["tanda-tangan", "buka-lagi", "tanda-tangan"]
    assert first.content == reopened.content
    assert first.content["total"] == "81.37"
    assert {row["nilai"] for row in first.content["nilai"]} == {"81.37"}
    assert last.content["catatan_unit"] == "Lain."
    clock.move_to(judging_time)
    shown = sign_in(committee).get(f"/penugasan/kipp-2026/lembar/{signed.pk}/").text
    assert "81,37" in shown
    assert REASON in shown


def test_a_second_click_reopens_once(signed, committee, judging_time):
    for _click in range(2):
        workflow.reopen(signed, reason=REASON, user=committee, at=judging_time)

    assert SheetEvent.objects.filter(verb=SheetEvent.Verb.REOPENED).count() == 1
    assert Message.objects.filter(key__startswith="reopened:").count() == 1


def test_a_page_from_before_the_reopening_signs_nothing(signed, committee, judging_time):
    workflow.reopen(signed, reason=REASON, user=committee, at=judging_time)

    with pytest.raises(Exception, match="stale"):
        workflow.sign(signed, version=1, user=signed.judge.user, at=judging_time)


def test_only_panitia_only_while_judging_and_never_after_the_results(
    signed, edition, committee, owner, judging_time, decision_time
):
    for user, at, why in (
        (signed.judge.user, judging_time, "Hanya panitia"),
        (owner, judging_time, "Hanya panitia"),
        (committee, decision_time, "Masa ini"),
    ):
        with pytest.raises(Refused, match=why):
            workflow.reopen(signed, reason=REASON, user=user, at=at)
    publish(edition, committee, decision_time)
    with pytest.raises(Refused, match="sudah diumumkan"):
        workflow.reopen(signed, reason=REASON, user=committee, at=judging_time)


def test_a_judge_who_left_gets_nothing_back(signed, committee, judging_time):
    workflow.relieve(
        signed.judge, reason="Sakit.", excludes_scores=False, user=committee, at=judging_time
    )

    with pytest.raises(Refused, match="tidak bertugas"):
        workflow.reopen(signed, reason=REASON, user=committee, at=judging_time)
    assert ScoreSheet.objects.get().is_signed
