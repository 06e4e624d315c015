"""The chair's view of missing sheets: who is behind on what, no scores, one call a day."""

from datetime import timedelta

import pytest

from inovasi.lib.verdict import Refused
from judging import queries, workflow
from judging.models import Judge
from judging.tests.conftest import publish, score
from notifications.models import Message


@pytest.fixture
def chair(judge, panel, committee, judging_time):
    workflow.appoint(
        panel, person=judge.user, home_unit=None, is_chair=True, user=committee, at=judging_time
    )
    judge.refresh_from_db()
    return judge


@pytest.fixture
def behind(chair, other_judge, entry, second_entry, committee, judging_time):
    """The chair has signed the only sheet; the other judge one of two, with a draft beside."""
    (own,) = workflow.assign(chair, [entry], user=committee, at=judging_time)
    score(own, "81", judging_time)
    first, second = workflow.assign(
        other_judge, [entry, second_entry], user=committee, at=judging_time
    )
    score(first, "83", judging_time)
    score(second, "87", judging_time, sign=False)
    return other_judge


def path_of(panel):
    return f"/penilaian/tim/{panel.pk}/"


def letters():
    return Message.objects.filter(key__startswith="called:")


def test_the_chair_sees_who_owes_what_and_no_score(
    behind, chair, panel, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    page = sign_in(chair.user).get(path_of(panel)).text

    assert "1 lembar belum ditandatangani" in page
    assert "1 dari 2" in page
    assert "Lumbung Data" in page
    assert "Perahu Sehat" not in page
    assert not any(f"{value}" in page for value in ("81,00", "83,00", "87,00", "87"))


def test_it_costs_the_same_for_more_judges(
    behind, panel, appoint, entry, committee, judging_time, django_assert_num_queries
):
    for name in ("Judge Three", "Judge Four"):
        with django_assert_num_queries(3):
            queries.missing_sheets(panel)
        workflow.assign(appoint(name), [entry], user=committee, at=judging_time)


def test_nobody_else_sees_it(behind, chair, panel, owner, other_judge, committee, sign_in, clock,
                             judging_time):  # fmt: skip
    clock.move_to(judging_time)
    for user, status in ((owner, 404), (other_judge.user, 404), (committee, 200)):
        assert sign_in(user).get(path_of(panel)).status_code == status
    workflow.relieve(chair, reason="Sakit.", excludes_scores=False, user=committee, at=judging_time)
    assert sign_in(chair.user).get(path_of(panel)).status_code == 404


def test_a_call_asks_with_names_before_it_writes(
    behind, chair, panel, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    browser = sign_in(chair.user)

    asked = browser.post(path_of(panel), {"judge": behind.pk})
    assert "Kirim surat panggilan?" in asked.text
    assert str(behind.user) in asked.text
    assert not letters()

    told = browser.post(path_of(panel), {"judge": behind.pk, "confirm": "1"}, follow=True)
    assert "1 juri dikirimi surat" in told.text
    letter = letters().get()
    assert letter.recipient == behind.user
    assert "Lumbung Data" in letter.body
    assert str(chair.user) in letter.body
    assert "87" not in letter.body


def test_one_call_a_day_whoever_calls(behind, chair, panel, committee, judging_time):
    def call(user, at):
        return workflow.call(panel, [behind], user=user, at=at)

    assert call(chair.user, judging_time) == [behind]
    assert call(chair.user, judging_time) == []
    assert call(committee, judging_time + timedelta(hours=1)) == []
    assert call(committee, judging_time + timedelta(days=1)) == [behind]
    assert letters().count() == 2


def test_who_owes_nothing_is_not_called(behind, chair, panel, judging_time):
    assert workflow.call(panel, [chair], user=chair.user, at=judging_time) == []
    assert not letters()


@pytest.mark.parametrize("when", ["phase", "stranger", "published"])
def test_the_door_of_a_call(
    when, behind, chair, panel, owner, edition, committee, judging_time, decision_time, during
):
    user, at = chair.user, judging_time
    if when == "phase":
        at = during("pengajuan")
    elif when == "stranger":
        user = owner
    else:
        sheet = behind.assignments.get(sheet__signed_at=None).sheet
        workflow.sign(sheet.assignment, version=sheet.version, user=behind.user, at=at)
        publish(edition, committee, decision_time)
    with pytest.raises(Refused):
        workflow.call(panel, [behind], user=user, at=at)
    assert not letters()


def test_a_panel_has_one_chair(chair, other_judge, panel, committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    sign_in(committee).post(
        "/penugasan/kipp-2026/juri/", {"email": other_judge.user.email, "is_chair": "on"}
    )

    assert Judge.objects.get(is_chair=True) == other_judge
    assert f"/penilaian/tim/{panel.pk}/" in sign_in(other_judge.user).get("/penilaian/").text
    assert f"/penilaian/tim/{panel.pk}/" not in sign_in(chair.user).get("/penilaian/").text


def test_a_blind_stage_stays_blind_for_its_chair(
    behind, chair, panel, stage, second_entry, sign_in, clock, judging_time
):
    stage.is_blind = True
    stage.save()
    clock.move_to(judging_time)
    page = sign_in(chair.user).get(path_of(panel)).text

    assert "Usulan tanpa nama" in page
    for telling in (second_entry.number, "Lumbung Data", second_entry.unit_name):
        assert telling not in page
