"""Sharing out the entries: the computed proposal as it was shown, and the matrix by hand."""

import re

import pytest

from conftest import enter, make_innovation
from inovasi.lib.verdict import Refused, Stale
from judging import workflow
from judging.models import Assignment
from judging.tests.conftest import passed
from notifications.models import Message

PLAN, MATRIX = "/penugasan/kipp-2026/pembagian/", "/penugasan/kipp-2026/matriks/"


@pytest.fixture
def desk(committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    return sign_in(committee)


def fingerprint(page) -> str:
    return re.search(r'name="fingerprint" value="(\w+)"', page.text).group(1)


def test_the_proposal_is_carried_out_as_it_was_shown(
    judge, other_judge, entry, second_entry, appoint, unit, desk
):
    appoint("Camat", unit)
    page = desk.get(PLAN)

    answer = desk.post(PLAN, {"fingerprint": fingerprint(page)}, follow=True)

    assert "4 penugasan dibuat" in answer.text
    assert not Assignment.objects.filter(judge__home_unit=unit, submission=entry).exists()
    assert Assignment.objects.filter(submission=entry).count() == 2
    letters = Message.objects.filter(key__startswith="assigned:")
    assert letters.count() == Assignment.objects.values("judge").distinct().count()


def test_a_proposal_that_is_out_of_date_is_shown_anew_and_changes_nothing(
    judge, other_judge, entry, desk, edition, other_unit, stranger, committee, at
):
    seen = fingerprint(desk.get(PLAN))
    passed(
        enter(make_innovation(stranger, other_unit, "Baru"), edition, stranger),
        stranger,
        committee,
        at,
    )

    answer = desk.post(PLAN, {"fingerprint": seen})

    assert answer.status_code == 409
    assert not Assignment.objects.exists()
    assert fingerprint(answer) != seen


def test_a_second_click_makes_nothing_twice(judge, other_judge, entry, desk):
    seen = fingerprint(desk.get(PLAN))

    assert desk.post(PLAN, {"fingerprint": seen}).status_code == 302
    assert desk.post(PLAN, {"fingerprint": seen}).status_code == 422
    assert Assignment.objects.count() == 2


def test_entries_that_cannot_be_covered_are_named_with_the_missing_judges(
    judge, appoint, entry, second_entry, unit, desk
):
    appoint("Camat", unit)

    page = desk.get(PLAN).text

    assert f"<strong>{entry.number}</strong>" in page
    assert "kurang 1 juri; 1 juri boleh menilainya" in page
    assert "paling sedikit 1 juri tambahan" in page
    assert f"<strong>{second_entry.number}</strong>" not in page


def test_top_up_leaves_what_is_there(judge, other_judge, assignment, second_entry, stage, desk):
    workflow.carry_out(
        stage,
        fingerprint=workflow.propose(stage).fingerprint,
        user=Assignment.objects.get().assigned_by,
        at=assignment.assigned_at,
    )

    assert assignment in Assignment.objects.all()
    assert Assignment.objects.count() == 4


def test_the_deeds_ask_again(
    judge, other_judge, entry, stage, owner, committee, during, judging_time
):
    seen = workflow.propose(stage).fingerprint

    with pytest.raises(Refused, match="Hanya panitia"):
        workflow.carry_out(stage, fingerprint=seen, user=owner, at=judging_time)
    with pytest.raises(Refused, match="Masa ini"):
        workflow.carry_out(stage, fingerprint=seen, user=committee, at=during("penetapan"))
    with pytest.raises(Stale):
        workflow.carry_out(stage, fingerprint="x", user=committee, at=judging_time)
    assert not Assignment.objects.exists()


# --- the matrix -----------------------------------------------------------------------------


def test_ticked_cells_are_assigned_and_the_rest_stays(
    judge, other_judge, assignment, second_entry, desk
):
    cells = [f"{judge.pk}-{second_entry.pk}", f"{other_judge.pk}-{second_entry.pk}"]

    answer = desk.post(MATRIX, {"cell": cells}, follow=True)

    assert "2 usulan ditugaskan" in answer.text
    assert Assignment.objects.count() == 3
    assert answer.text.count("Sudah ditugaskan") == 3


def test_a_crafted_cell_in_conflict_assigns_nothing_at_all(
    judge, appoint, entry, second_entry, unit, desk
):
    camat = appoint("Camat", unit)
    cells = [f"{judge.pk}-{entry.pk}", f"{camat.pk}-{entry.pk}", "x", "1-", f"9999-{entry.pk}"]

    answer = desk.post(MATRIX, {"cell": cells})

    assert answer.status_code == 422
    assert "berhubungan dengan unit pengusul" in answer.text
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(("path", "queries"), [(PLAN, 17), (MATRIX, 18)])
def test_the_pages_take_the_same_queries_for_more_entries(
    path, queries, judge, other_judge, entry, edition, other_unit, stranger, committee, at, desk,
    django_assert_num_queries,
):  # fmt: skip
    edition.groups.update(quota_per_unit=None)
    for titles in ((), ("Dua", "Tiga")):
        for title in titles:
            made = enter(make_innovation(stranger, other_unit, title), edition, stranger)
            passed(made, stranger, committee, at)
        with django_assert_num_queries(queries):
            assert desk.get(path).status_code == 200
