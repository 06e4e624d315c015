"""Deeds about score sheets: the only module that writes them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import Criterion
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from judging import notices, queries, scoring
from judging.models import Assignment, Score, ScoreSheet, SheetEvent
from judging.permissions import may_reopen, may_score
from judging.workflow.assigning import hold
from ledger import workflow as ledger
from units.models import User

NOTES = ("remark", "panel_note", "private_note")
Verb = SheetEvent.Verb


@transaction.atomic
def save_sheet(
    assignment: Assignment,
    *,
    scores: Mapping[Criterion, Decimal],
    remark: str | None = None,
    panel_note: str | None = None,
    private_note: str | None = None,
    version: int,
    user: User,
    at: datetime,
    untouched: Collection[Criterion] = (),
) -> ScoreSheet:
    """Save a draft; criteria may still be missing. `version` 0 is the first save.

    Scores of `untouched` criteria stay as they are, and so does a note that is not given. Raises
    `Stale` when the sheet was saved elsewhere since `version`; the same content again, such as by a
    second click, changes nothing.
    """
    assignment = _locked(assignment)
    demand(may_score(user, assignment, at))
    criteria = list(assignment.judge.panel.stage.criteria.all())
    _refuse_wrong_scores(scores, criteria)
    saved = getattr(assignment, "sheet", None)
    scores = {**_saved_scores(saved, untouched), **scores}
    given = zip(NOTES, (remark, panel_note, private_note), strict=True)
    notes = {name: clean(text) for name, text in given if text is not None}
    if saved is not None and _holds(saved, scores, notes):
        return saved
    sheet = _next_version(assignment, version, at)
    for name, text in notes.items():
        setattr(sheet, name, text)
    sheet.total = _total(scores, criteria)
    sheet.save(update_fields=[*notes, "total"])
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
    """Sign the sheet as it was saved at `version`; signing twice is signing once.

    When the signed sheets of the entry now lie further apart than the stage allows, panitia and the
    judges concerned are told by letter.
    """
    assignment = _locked(assignment)
    sheet = getattr(assignment, "sheet", None)
    if sheet is not None and sheet.is_signed and assignment.judge.user_id == user.pk:
        return sheet
    demand(may_score(user, assignment, at))
    if sheet is None or sheet.total is None:
        raise Refused(_("Isi nilai untuk setiap kriteria sebelum menandatangani."))
    if sheet.version != version:
        raise Stale(sheet)
    sheet.signed_at, sheet.version = at, version + 1
    sheet.save(update_fields=["signed_at", "version"])
    _record(assignment, Verb.SIGNED, user, at, content=content_of(sheet))
    _tell_of_split(assignment, at)
    return sheet


def _tell_of_split(assignment: Assignment, at: datetime) -> None:
    """Tell panitia and the judges whose sheets these are, but nobody of the same split twice."""
    stage = assignment.judge.panel.stage
    for split in queries.splits(stage, assignment.submission):
        if split.is_open:
            notices.split(split, stage, at=at)
            known = split.was_split_without(assignment, stage.split_threshold)
            rows = [each.pk for each in split.given if not known or each.pk == assignment.pk]
            notices.split_among_judges(
                split, Assignment.objects.filter(pk__in=rows).for_list(), at=at
            )


@transaction.atomic
def abstain(assignment: Assignment, *, reason: str, user: User, at: datetime) -> Assignment:
    """Say not to score this entry: it lacks a judge then, and nobody gave it a 0.

    What was drafted stays with the judge and counts nowhere. Abstaining twice is abstaining once.
    Raises `Refused` without a reason and for a signed sheet.
    """
    assignment = _locked(assignment)
    if assignment.has_abstained and assignment.judge.user_id == user.pk:
        return assignment
    demand(may_score(user, assignment, at))
    assignment.abstained_at, assignment.abstention_reason = at, _reason(reason)
    assignment.save(update_fields=["abstained_at", "abstention_reason"])
    _record(assignment, Verb.ABSTAINED, user, at, reason=assignment.abstention_reason)
    notices.abstained(assignment, at=at)
    return assignment


@transaction.atomic
def reopen(assignment: Assignment, *, reason: str, user: User, at: datetime) -> Assignment:
    """Panitia gives a signed sheet back to its judge, who is told; so too one abstained from.

    What was signed stays word for word in the history. An open sheet stays as it is. Raises
    `Refused` without a reason, outside the phase of judging, and once the results are out.
    """
    hold(assignment.submission.edition)
    assignment = _locked(assignment)
    demand(may_reopen(user, assignment, at))
    reason = _reason(reason)
    sheet = getattr(assignment, "sheet", None)
    if assignment.has_abstained:
        assignment.abstained_at, assignment.abstention_reason = None, ""
        assignment.save(update_fields=["abstained_at", "abstention_reason"])
    elif sheet is not None and sheet.is_signed:
        sheet.signed_at, sheet.version = None, sheet.version + 1
        sheet.save(update_fields=["signed_at", "version"])
    else:
        return assignment
    content = content_of(sheet) if sheet is not None else {}
    event = _record(assignment, Verb.REOPENED, user, at, reason=reason, content=content)
    notices.reopened(event, at=at)
    return assignment


@transaction.atomic
def keep_refused(
    assignment: Assignment, *, content: dict[str, Any], reason: str, user: User, at: datetime
) -> SheetEvent:
    """Keep in the history what a judge sent when the door had closed; the sheet is not touched.

    The same content again is kept once. Private notes are not for a history that others read, so
    the caller leaves them out.
    """
    assignment = _locked(assignment)
    if assignment.judge.user_id != user.pk:
        raise Refused(_("Lembar penilaian ini milik juri lain."))
    last = assignment.events.filter(verb=Verb.REFUSED).last()
    if last is not None and last.content == content:
        return last
    return _record(assignment, Verb.REFUSED, user, at, reason=reason[:500], content=content)


def content_of(sheet: ScoreSheet) -> dict[str, Any]:
    """The sheet as its history keeps it: everything but the private note."""
    return {
        "nilai": [
            {"kriteria": score.criterion.name, "nilai": str(score.value)}
            for score in sheet.scores.select_related("criterion")
        ],
        "total": str(sheet.total or ""),
        "catatan_unit": sheet.remark,
        "catatan_tim": sheet.panel_note,
    }


def _record(
    assignment: Assignment,
    verb: SheetEvent.Verb,
    user: User,
    at: datetime,
    *,
    reason: str = "",
    content: dict[str, Any] | None = None,
) -> SheetEvent:
    ledger.enter(f"lembar.{verb}", assignment, user=user, at=at)
    return assignment.events.create(
        verb=verb, actor=user, at=at, reason=reason, content=content or {}
    )


def _reason(text: str) -> str:
    reason = clean(text).strip()
    if not reason:
        raise Refused(_("Tulis alasannya."))
    return reason[:500]


def _locked(assignment: Assignment) -> Assignment:
    return (
        Assignment.objects.select_related(
            "judge__panel__stage",
            "judge__user",
            "judge__home_unit",
            "submission__edition",
            "submission__unit",
            "submission__blind_copy",
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


def _saved_scores(
    sheet: ScoreSheet | None, criteria: Collection[Criterion]
) -> dict[Criterion, Decimal]:
    if sheet is None or not criteria:
        return {}
    rows = sheet.scores.filter(criterion__in=criteria).select_related("criterion")
    return {row.criterion: row.value for row in rows}


def _holds(
    sheet: ScoreSheet, scores: Mapping[Criterion, Decimal], notes: Mapping[str, str]
) -> bool:
    """Is this what the sheet says already?"""
    saved = {score.criterion_id: score.value for score in sheet.scores.all()}
    is_noted = all(getattr(sheet, name) == text for name, text in notes.items())
    return is_noted and saved == {c.pk: value for c, value in scores.items()}


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
