"""The judges of a split entry settle it together: one text, everyone agrees, no score is moved."""

import pytest

from conftest import race
from inovasi.lib.verdict import Refused, Stale
from judging import queries, workflow
from judging.models import JointNote, Moderation, Score, ScoreSheet
from judging.tests.conftest import publish, score
from judging.tests.test_moderation import settle, split, strict  # noqa: F401 - fixtures
from judging.tests.test_races import one_each
from notifications.models import Message

TEXT = "Kami menilai dampak pada cakupan yang berbeda: satu desa dan seluruh kecamatan."


@pytest.fixture
def pair(split):  # noqa: F811 - the fixture
    """The assignments of both judges, in the order of their codes."""
    return list(split.assignments.order_by("judge__code"))


def write(given, at, text=TEXT, version=0):
    return workflow.write_joint_note(
        given, text=text, version=version, user=given.judge.user, at=at
    )


def agree(given, at, version=1):
    return workflow.agree_to_joint_note(given, version=version, user=given.judge.user, at=at)


def path_of(given):
    return f"/penilaian/{given.pk}/catatan-bersama/"


def letters(kind):
    return Message.objects.filter(key__startswith=f"{kind}:")


def test_each_judge_gets_one_letter_without_a_score_or_a_name(pair):
    told = letters("split-judge")

    assert {letter.recipient for letter in told} == {each.judge.user for each in pair}
    for letter, given in zip(told.order_by("recipient"), pair, strict=True):
        assert path_of(given) in letter.body
        assert "60" not in letter.body
        assert "80,00" not in letter.body
        assert not any(str(each.judge.user) in letter.body for each in pair if each != given)


def test_who_knows_of_the_split_is_not_told_again(
    pair, split, appoint, committee, judging_time  # noqa: F811
):  # fmt: skip
    third = appoint("Judge Three")
    (made,) = workflow.assign(third, [split], user=committee, at=judging_time)
    score(made, "95", judging_time)

    assert letters("split-judge").filter(recipient=third.user).count() == 1
    assert letters("split-judge").count() == 3


def test_two_judges_write_agree_and_settle_it(
    pair, split, strict, edition, committee, judging_time, decision_time, sign_in, clock  # noqa: F811
):  # fmt: skip
    clock.move_to(judging_time)
    first, second = pair
    one, other = sign_in(first.judge.user), sign_in(second.judge.user)
    assert "berjauhan" in one.get("/beranda/").text

    one.post(path_of(first), {"text": TEXT, "version": "0", "agree": "1"})
    assert queries.open_splits(strict)
    assert "berjauhan" not in one.get("/beranda/").text
    assert letters("joint-note").get().recipient == second.judge.user
    assert TEXT in sign_in(committee).get(f"/penugasan/kipp-2026/pembahasan/{split.pk}/").text

    page = other.get(path_of(second)).text
    assert TEXT in page
    assert "80,00" not in page
    assert other.post(path_of(second), {"text": TEXT, "version": "1", "agree": "1"}).url

    decision = Moderation.objects.get()
    assert (decision.way, decision.reason) == (Moderation.Way.NOTE, TEXT)
    assert decision.joint_note == JointNote.objects.get()
    assert set(Score.objects.values_list("value", flat=True)) == {60, 80}
    assert not queries.open_splits(strict)
    assert "Pembahasan selesai" in other.get(path_of(second)).text
    assert publish(edition, committee, decision_time).results.get().score == 70


def test_a_changed_text_must_be_agreed_to_again(pair, strict, judging_time):  # noqa: F811
    first, second = pair
    write(first, judging_time)
    agree(first, judging_time)
    write(second, judging_time, "Lain sama sekali.", version=1)
    agree(second, judging_time, version=2)

    assert queries.open_splits(strict)
    with pytest.raises(Stale):
        agree(first, judging_time, version=1)
    agree(first, judging_time, version=2)
    assert Moderation.objects.get().reason == "Lain sama sekali."


def test_two_texts_at_once_lose_neither(pair, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    first, second = pair
    sign_in(first.judge.user).post(path_of(first), {"text": "Naskah satu.", "version": "0"})

    answer = sign_in(second.judge.user).post(
        path_of(second), {"text": "Naskah dua.", "version": "0", "agree": "1"}
    )

    assert answer.status_code == 409
    assert "Naskah satu." in answer.text
    assert "Naskah dua." in answer.text
    assert JointNote.objects.get().text == "Naskah satu."
    assert not JointNote.objects.get().agreements.exists()


def test_a_second_click_changes_nothing(pair, judging_time):
    first, second = pair
    for _click in range(2):
        write(first, judging_time)
        agree(first, judging_time)
    agree(second, judging_time)

    assert JointNote.objects.get().version == 1
    assert Moderation.objects.count() == 1
    with pytest.raises(Refused, match="tidak menunggu"):
        agree(second, judging_time)


def test_panitia_can_still_close_it(pair, split, strict, committee, judging_time):  # noqa: F811
    first, second = pair
    write(first, judging_time)
    agree(first, judging_time)

    decision = settle(strict, split, committee, judging_time)

    assert (decision.way, decision.joint_note) == (Moderation.Way.DECISION, None)
    with pytest.raises(Refused, match="tidak menunggu"):
        agree(second, judging_time)
    assert JointNote.objects.get().text == TEXT


def test_a_sheet_that_is_signed_anew_begins_another_note(
    pair, strict, committee, judging_time  # noqa: F811
):  # fmt: skip
    for each in pair:
        write(each, judging_time)
        agree(each, judging_time)
    sheet = ScoreSheet.objects.get(assignment=pair[0])
    workflow.reopen(pair[0], reason="Keliru.", user=committee, at=judging_time)
    sheet.refresh_from_db()
    workflow.sign(pair[0], version=sheet.version, user=pair[0].judge.user, at=judging_time)

    assert queries.open_splits(strict)
    assert write(pair[1], judging_time, "Naskah baru.").version == 1
    assert JointNote.objects.count() == 2


def test_a_third_judge_must_agree_too(pair, split, appoint, committee, judging_time):  # noqa: F811
    third = appoint("Judge Three")
    (made,) = workflow.assign(third, [split], user=committee, at=judging_time)
    score(made, "95", judging_time)
    for each in pair:
        write(each, judging_time)
        agree(each, judging_time)

    assert not Moderation.objects.exists()
    agree(made, judging_time)
    assert Moderation.objects.get().way == Moderation.Way.NOTE


@pytest.mark.parametrize("who", ["fellow", "stranger", "unsigned", "relieved", "published"])
def test_the_door(
    who, pair, split, strict, appoint, owner, edition, committee, sign_in, clock,  # noqa: F811
    judging_time, decision_time,
):  # fmt: skip
    clock.move_to(judging_time)
    first, second = pair
    user, given, status = first.judge.user, first, 404
    if who == "fellow":
        given = second
    elif who == "stranger":
        user = owner
    elif who == "unsigned":
        third = appoint("Judge Three")
        (given,) = workflow.assign(third, [split], user=committee, at=judging_time)
        user, status = third.user, 302
    elif who == "relieved":
        relief = {"reason": "Sakit.", "user": committee, "at": judging_time}
        workflow.relieve(first.judge, excludes_scores=False, **relief)
        status = 403
    else:
        settle(strict, split, committee, judging_time)
        publish(edition, committee, decision_time)
        status = 403
    browser = sign_in(user)

    answer = browser.post(path_of(given), {"text": TEXT, "version": "0", "agree": "1"})

    assert answer.status_code == status
    assert not JointNote.objects.exists()
    with pytest.raises(Refused):
        workflow.write_joint_note(given, text=TEXT, version=0, user=user, at=judging_time)


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_a_text_that_is_none_is_refused_and_kept_in_the_form(
    text, pair, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    answer = sign_in(pair[0].judge.user).post(path_of(pair[0]), {"text": text, "version": "0"})

    assert answer.status_code == 422
    assert text.strip() in answer.text
    assert not JointNote.objects.exists()


def test_a_blind_stage_stays_blind(pair, stage, split, sign_in, clock, judging_time):  # noqa: F811
    stage.is_blind = True
    stage.save()
    clock.move_to(judging_time)
    page = sign_in(pair[0].judge.user).get(path_of(pair[0])).text

    for telling in (split.number, split.title, split.unit_name):
        assert telling not in page


@pytest.mark.django_db(transaction=True)
def test_the_last_two_agree_at_the_same_moment(pair, judging_time):
    write(pair[0], judging_time)
    next_judge = one_each(pair)

    assert race(lambda: agree(next_judge(), judging_time).version, times=2) == [1, 1]

    assert Moderation.objects.get().way == Moderation.Way.NOTE
