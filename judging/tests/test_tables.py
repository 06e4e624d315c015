"""What must never stand in the tables of the judging is refused by PostgreSQL itself."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from judging.models import (
    Assignment,
    Award,
    Judge,
    Panel,
    Publication,
    PublishedResult,
    Score,
    ScoreSheet,
)
from judging.tests.conftest import publish, score


def refused(constraint: str, deed: Callable[[], object]) -> None:
    """The deed breaks exactly this constraint of the table."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        deed()
    assert caught.value.__cause__.diag.constraint_name.startswith(constraint)


def copy_of(row, **values: object) -> Callable[[], object]:
    """The same row once more, under an id of its own."""
    fields = [f for f in row._meta.concrete_fields if not f.primary_key]
    return lambda: type(row).objects.create(
        **{f.attname: getattr(row, f.attname) for f in fields} | values
    )


def test_a_stage_has_one_panel(panel):
    refused("judging_panel_stage_id", copy_of(panel))


def test_a_person_sits_once_on_a_panel(judge):
    refused("judge_once_per_panel", copy_of(judge, code="J9"))


def test_a_code_stands_for_one_judge(judge, other_judge):
    assert (judge.code, other_judge.code) == ("J1", "J2")
    refused(
        "judge_code_once", lambda: Judge.objects.filter(pk=other_judge.pk).update(code=judge.code)
    )


def test_an_entry_is_given_to_a_judge_once(assignment):
    refused("assigned_once", copy_of(assignment))


def test_a_withdrawal_has_a_person_and_a_reason(assignment, committee, judging_time):
    rows = Assignment.objects.filter(pk=assignment.pk)

    refused("withdrawal_has_a_reason", lambda: rows.update(withdrawn_at=judging_time))
    refused(
        "withdrawal_has_a_reason",
        lambda: rows.update(withdrawn_at=judging_time, withdrawal_reason="Sakit."),
    )


@pytest.fixture
def sheet(assignment, judging_time) -> ScoreSheet:
    return score(assignment, "80", judging_time)


def test_an_assignment_has_one_sheet(sheet):
    refused("judging_scoresheet_assignment_id", copy_of(sheet))


def test_a_signed_sheet_has_a_total(sheet):
    refused(
        "signed_sheet_has_a_total",
        lambda: ScoreSheet.objects.filter(pk=sheet.pk).update(total=None),
    )


def test_a_criterion_is_scored_once_on_a_sheet(sheet):
    refused("score_once", copy_of(sheet.scores.first()))


def test_a_score_is_never_negative(sheet):
    refused("score_not_negative", lambda: Score.objects.update(value=Decimal("-0.01")))


@pytest.fixture
def publication(sheet, edition, committee, decision_time) -> Publication:
    return publish(edition, committee, decision_time)


@pytest.mark.parametrize(
    ("constraint", "model"),
    [
        ("judging_publication_edition_id", Publication),
        ("judging_publishedresult_submission_id", PublishedResult),
        ("judging_award_result_id", Award),
    ],
)
def test_a_verdict_is_published_once(constraint, model, publication):
    refused(constraint, copy_of(model.objects.get()))


@pytest.mark.parametrize("model", [Panel, Judge, Assignment, Publication, PublishedResult])
def test_what_a_verdict_rests_on_cannot_be_deleted(model, publication):
    with pytest.raises(ProtectedError):
        model.objects.get().delete()


def test_an_innovation_with_an_award_cannot_be_deleted(publication, entry):
    with pytest.raises(ProtectedError):
        entry.innovation.delete()
    assert entry.innovation.awards.get().title == "Juara 1 KIPP 2026"
