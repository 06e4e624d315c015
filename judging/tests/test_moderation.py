"""Entries that split the panel: found, told, settled with a reason, and no score is touched."""

from decimal import Decimal

import pytest

from inovasi.lib.verdict import Refused
from judging import queries, workflow
from judging.models import Moderation, Score, ScoreSheet
from judging.tests.conftest import publish, score
from notifications.models import Message

REASON = "Juri pertama menilai dampak di satu desa, juri kedua di seluruh kecamatan."


@pytest.fixture
def strict(stage):
    stage.split_threshold = Decimal(10)
    stage.save()
    return stage


@pytest.fixture
def split(strict, judge, other_judge, entry, committee, judging_time):
    """One entry, two judges: 60 and 80, where 10 is the most."""
    for person, value in ((judge, "60"), (other_judge, "80")):
        (made,) = workflow.assign(person, [entry], user=committee, at=judging_time)
        score(made, value, judging_time)
    return entry


def settle(stage, entry, committee, at, **more):
    return workflow.moderate(stage, entry, reason=REASON, user=committee, at=at, **more)


def test_panitia_is_told_once_without_a_score(split, committee):
    letters = Message.objects.filter(key__startswith="split:", recipient=committee)

    body = letters.get().body
    assert split.number in body
    assert "60" not in body.replace(split.number, "")
    assert "80,00" not in body


def test_whoever_of_panitia_still_has_to_score_is_not_told_before(
    strict, judge, other_judge, appoint, entry, second_committee, committee, judging_time
):
    own = appoint("Judge Three", user=second_committee)
    workflow.assign(own, [entry], user=committee, at=judging_time)
    for person, value in ((judge, "60"), (other_judge, "80")):
        (made,) = workflow.assign(person, [entry], user=committee, at=judging_time)
        score(made, value, judging_time)

    told = Message.objects.filter(key__startswith="split:").values_list("recipient", flat=True)
    assert list(told) == [committee.pk]


@pytest.mark.parametrize(("most", "is_split"), [("19.99", True), ("20", False), (None, False)])
def test_only_what_lies_further_apart_than_the_stage_allows(most, is_split, split, strict):
    strict.split_threshold = most and Decimal(most)

    assert bool(queries.open_splits(strict)) is is_split


def test_it_waits_in_the_agenda_and_on_its_page(split, committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    browser = sign_in(committee)

    assert "Nilai juri untuk 1 usulan berjauhan" in browser.get("/beranda/").text
    page = browser.get("/penugasan/kipp-2026/pembahasan/").text
    assert "Perlu dibahas" in page
    assert "20,00" in page


def test_nothing_is_published_before_it_is_settled(
    split, strict, edition, committee, judging_time, decision_time
):
    with pytest.raises(Refused, match=f"belum dibahas: {split.number}"):
        publish(edition, committee, decision_time)

    settle(strict, split, committee, decision_time)

    assert publish(edition, committee, decision_time).results.get().score == 70


def test_the_page_closes_it_by_panitias_decision(
    split, strict, committee, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    browser, path = sign_in(committee), f"/penugasan/kipp-2026/pembahasan/{split.pk}/"

    assert browser.post(path, {"reason": ""}).status_code == 422
    assert browser.post(path, {"reason": REASON}).url == "/penugasan/kipp-2026/pembahasan/"

    decision = Moderation.objects.get()
    assert (decision.way, decision.reason, decision.spread) == (
        Moderation.Way.DECISION,
        REASON,
        Decimal(20),
    )
    assert set(Score.objects.values_list("value", flat=True)) == {60, 80}
    assert REASON in browser.get(path).text
    assert "berjauhan" not in browser.get("/beranda/").text


def test_a_further_judge_is_assigned_and_told(
    split, strict, appoint, committee, sign_in, clock, judging_time
):
    third = appoint("Judge Three")
    clock.move_to(judging_time)
    path = f"/penugasan/kipp-2026/pembahasan/{split.pk}/"

    sign_in(committee).post(path, {"reason": REASON, "further": third.pk})

    decision = Moderation.objects.get()
    assert decision.assignment.judge == third
    assert Message.objects.filter(key__startswith="assigned:", recipient=third.user).exists()
    assert not queries.open_splits(strict)
    score(decision.assignment, "65", judging_time)
    assert not queries.open_splits(strict)


def test_a_further_judge_who_abstains_leaves_it_open(
    split, strict, appoint, committee, judging_time
):
    third = appoint("Judge Three")
    given = settle(strict, split, committee, judging_time, further=third).assignment

    workflow.clear([given], user=third.user, at=judging_time)
    workflow.abstain(given, reason="Sakit.", user=third.user, at=judging_time)

    assert queries.open_splits(strict)


def test_a_sheet_that_is_signed_anew_asks_again(split, strict, committee, judging_time):
    settle(strict, split, committee, judging_time)
    sheet = ScoreSheet.objects.first()
    user = sheet.assignment.judge.user
    workflow.reopen(sheet.assignment, reason="Keliru.", user=committee, at=judging_time)
    sheet.refresh_from_db()

    workflow.sign(sheet.assignment, version=sheet.version, user=user, at=judging_time)

    assert queries.open_splits(strict)


def test_a_second_click_finds_the_decision_made(split, strict, committee, judging_time):
    first, second = (settle(strict, split, committee, judging_time) for _click in range(2))

    assert first == second
    assert Moderation.objects.count() == 1


def test_there_must_be_something_to_settle(strict, assignment, committee, judging_time):
    score(assignment, "80", judging_time)

    with pytest.raises(Refused, match="tidak berjauhan"):
        settle(strict, assignment.submission, committee, judging_time)


def test_only_panitia_settles_it(split, strict, owner, judge, judging_time):
    for user in (owner, judge.user):
        with pytest.raises(Refused, match="Hanya panitia"):
            settle(strict, split, user, judging_time)


def test_who_judges_it_already_is_no_further_judge(split, strict, judge, committee, judging_time):
    with pytest.raises(Refused, match="sudah menilai"):
        settle(strict, split, committee, judging_time, further=judge)


def test_the_list_takes_the_same_queries_for_more_entries(
    split, strict, judge, other_judge, second_entry, committee, sign_in, clock, judging_time,
    django_assert_num_queries,
):  # fmt: skip
    clock.move_to(judging_time)
    browser = sign_in(committee)
    for _entries in (1, 2):
        with django_assert_num_queries(7):
            browser.get("/penugasan/kipp-2026/pembahasan/")
        for person, value in ((judge, "50"), (other_judge, "90")):
            for made in workflow.assign(person, [second_entry], user=committee, at=judging_time):
                score(made, value, judging_time)
