"""What one judge learns of another: nothing before signing, then what the stage allows."""

import pytest

from judging import workflow
from judging.permissions import may_see_scores
from judging.tests.conftest import publish, score
from units.workflow import join_committee

PRIVATE, PANEL, REMARK = "pribadi-kenari", "panel-kenari", "unit-kenari"


@pytest.fixture
def signed(assignment, judging_time):
    """The first judge's sheet with all three notes, signed."""
    sheet = score(assignment, "81.37", judging_time, sign=False)
    user = assignment.judge.user
    sheet = workflow.save_sheet(
        assignment,
        scores={each.criterion: each.value for each in sheet.scores.all()},
        remark=REMARK,
        panel_note=PANEL,
        private_note=PRIVATE,
        version=sheet.version,
        user=user,
        at=judging_time,
    )
    return workflow.sign(assignment, version=sheet.version, user=user, at=judging_time)


@pytest.fixture
def own(signed, other_judge, entry, committee, judging_time):
    """The second judge's assignment of the same entry, open and not signed."""
    (made,) = workflow.assign(other_judge, [entry], user=committee, at=judging_time)
    workflow.clear([made], user=other_judge.user, at=judging_time)
    return made


def pages(browser, assignment) -> str:
    paths = (
        f"/penilaian/{assignment.pk}/",
        "/penilaian/",
        "/penilaian/?halaman=1&urut=nilai&cari=81,37",
        "/beranda/",
        f"/usulan/{assignment.submission_id}/",
    )
    return "".join(browser.get(path).text for path in paths)


def test_before_the_own_signature_nothing_of_others_shows(own, stage, sign_in, clock, judging_time):
    stage.shows_peers = True
    stage.save()
    clock.move_to(judging_time)

    text = pages(sign_in(own.judge.user), own)

    for secret in (PRIVATE, PANEL, REMARK, "81,37", "81.37", "Lembar rekan"):
        assert secret not in text


@pytest.mark.parametrize("shows", [False, True])
def test_after_it_the_note_to_the_panel_shows_and_scores_if_the_stage_says_so(
    shows, own, stage, sign_in, clock, judging_time
):
    stage.shows_peers = shows
    stage.save()
    clock.move_to(judging_time)
    score(own, "60", judging_time)

    text = pages(sign_in(own.judge.user), own)

    assert PANEL in text
    assert ("81,37" in text) is shows
    assert PRIVATE not in text
    assert REMARK not in text


def test_panitia_reads_everything_but_the_private_note(
    signed, committee, sign_in, clock, judging_time
):
    clock.move_to(judging_time)

    text = sign_in(committee).get(f"/penugasan/kipp-2026/lembar/{signed.assignment_id}/").text

    assert PANEL in text
    assert REMARK in text
    assert "81,37" in text
    assert PRIVATE not in text


def test_panitia_reads_no_draft(own, committee, sign_in, clock, judging_time):
    score(own, "55.55", judging_time, sign=False)
    clock.move_to(judging_time)

    text = sign_in(committee).get(f"/penugasan/kipp-2026/lembar/{own.pk}/").text

    assert "55,55" not in text
    assert "belum ditandatangani" in text


def test_the_unit_reads_the_remark_after_publication_and_nothing_else(
    signed, edition, committee, owner, sign_in, clock, judging_time, decision_time
):
    path = f"/hasil/kipp-2026/usulan/{signed.assignment.submission_id}/"
    clock.move_to(judging_time)
    assert sign_in(owner).get(path).status_code == 404
    publish(edition, committee, decision_time)
    clock.move_to(decision_time)

    text = sign_in(owner).get(path).text

    assert REMARK in text
    assert PANEL not in text
    assert PRIVATE not in text


@pytest.mark.parametrize("path", ["", "pengumuman/", "usulan/{entry}/", "kewajaran/"])
def test_somebody_of_panitia_who_still_has_to_score_sees_no_ranking(
    path, own, stage, sign_in, clock, judging_time, entry
):
    join_committee(user=own.judge.user)
    clock.move_to(judging_time)
    browser = sign_in(own.judge.user)
    address = f"/peringkat/kipp-2026/{path.format(entry=entry.pk)}"

    assert not may_see_scores(own.judge.user, stage)
    closed = browser.get(address)
    assert closed.status_code in {302, 403}
    assert "81,37" not in closed.text
    score(own, "60", judging_time)
    assert may_see_scores(own.judge.user, stage)


def test_the_page_of_a_sheet_takes_the_same_queries_for_one_fellow_and_for_three(
    own, appoint, entry, stage, committee, sign_in, clock, judging_time, django_assert_num_queries
):
    stage.shows_peers = True
    stage.save()
    score(own, "60", judging_time)
    clock.move_to(judging_time)
    browser = sign_in(own.judge.user)
    path = f"/penilaian/{own.pk}/"
    browser.get(path)

    for fellows in (1, 3):
        with django_assert_num_queries(25):
            page = browser.get(path)
        assert page.text.count("panel-kenari") == 1
        for number in range(2 if fellows == 1 else 0):
            (made,) = workflow.assign(
                appoint(f"Judge {number + 7}"), [entry], user=committee, at=judging_time
            )
            score(made, "70", judging_time)
    assert page.text.count("70,00") > 2
