"""Deeds about score sheets: the only module that writes them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from competitions.models import Criterion
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from judging import scoring
from judging.models import Assignment, Score, ScoreSheet
from judging.permissions import may_score
from ledger import workflow as ledger
from units.models import User


@transaction.atomic
def save_sheet(
    assignment: Assignment,
    *,
    scores: Mapping[Criterion, Decimal],
    remark: str,
    version: int,
    user: User,
    at: datetime,
) -> ScoreSheet:
    """Save a draft; criteria may still be missing. `version` 0 is the first save.

    Raises `Stale` when the sheet was saved elsewhere since `version`; the same content again, such
    as by a second click, changes nothing.
    """
    assignment = _locked(assignment)
    demand(may_score(user, assignment, at))
    criteria = list(assignment.judge.panel.stage.criteria.all())
    _refuse_wrong_scores(scores, criteria)
    remark = clean(remark)
    saved = getattr(assignment, "sheet", None)
    if saved is not None and _holds(saved, scores, remark):
        return saved
    sheet = _next_version(assignment, version, at)
    sheet.remark = remark
    sheet.total = _total(scores, criteria)
    sheet.save(update_fields=["remark", "total"])
    sheet.scores.exclude(criterion__in=scores).delete()
    Score.objects.bulk_create(
        (Score(sheet=sheet, criterion=c, value=value) for c, value in scores.items()),
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["value"],
    )
    return sheet


@transaction.atomic
def sign(assignment: Assignment, *, version: int, user: User, at: datetime) -> ScoreSheet:
    """Sign the sheet as it was saved at `version`; signing twice is signing once."""
    assignment = _locked(assignment)
    sheet = getattr(assignment, "sheet", None)
    if sheet is not None and sheet.is_signed and assignment.judge.user_id == user.pk:
        return sheet
    demand(may_score(user, assignment, at))
    if sheet is None or sheet.total is None:
        raise Refused(_("Isi nilai untuk setiap kriteria sebelum menandatangani."))
    own = ScoreSheet.objects.filter(pk=sheet.pk, version=version, signed_at=None)
    if not own.update(signed_at=at, version=F("version") + 1):
        raise Stale(sheet)
    sheet.refresh_from_db()
    ledger.enter("lembar.tanda-tangan", assignment, user=user, at=at, versi=sheet.version)
    return sheet


def _locked(assignment: Assignment) -> Assignment:
    return (
        Assignment.objects.select_related(
            "judge__panel__stage",
            "judge__user",
            "judge__home_unit",
            "submission__edition",
            "submission__unit",
        )
        .select_for_update(of=("self",))
        .get(pk=assignment.pk)
    )


def _next_version(assignment: Assignment, version: int, at: datetime) -> ScoreSheet:
    sheet = getattr(assignment, "sheet", None)
    if sheet is None:
        return ScoreSheet.objects.create(assignment=assignment, saved_at=at)
    if sheet.version != version:
        raise Stale(sheet)
    sheet.version, sheet.saved_at = version + 1, at
    sheet.save(update_fields=["version", "saved_at"])
    return sheet


def _holds(sheet: ScoreSheet, scores: Mapping[Criterion, Decimal], remark: str) -> bool:
    """Is this what the sheet says already?"""
    saved = {score.criterion_id: score.value for score in sheet.scores.all()}
    return sheet.remark == remark and saved == {c.pk: value for c, value in scores.items()}


def written(score: Decimal) -> str:
    """As a judge writes it: 84,5."""
    return f"{score.normalize():f}".replace(".", ",")


def _refuse_wrong_scores(scores: Mapping[Criterion, Decimal], criteria: list[Criterion]) -> None:
    for criterion, value in scores.items():
        if criterion not in criteria:
            raise Refused(_("Kriteria ini bukan bagian dari tahap penilaian."))
        if not 0 <= value <= criterion.max_score:
            raise Refused(
                _("%(criterion)s: nilai harus antara 0 dan %(highest)d.")
                % {"criterion": criterion, "highest": criterion.max_score}
            )
        if not scoring.is_on_step(value, criterion.step):
            raise Refused(
                _("%(criterion)s: nilai naik per %(step)s.")
                % {"criterion": criterion, "step": written(criterion.step)}
            )


def _total(scores: Mapping[Criterion, Decimal], criteria: list[Criterion]) -> Decimal | None:
    """The sheet's total for showing, or None while a criterion is missing.

    Rounded once, from the exact total; the ranking never reads it but starts from the scores.
    """
    if set(scores) != set(criteria):
        return None
    plain = {criterion.pk: value for criterion, value in scores.items()}
    rules = [scoring.Criterion(c.pk, c.weight, Decimal(c.max_score)) for c in criteria]
    return scoring.rounded(scoring.sheet_total(plain, rules))
