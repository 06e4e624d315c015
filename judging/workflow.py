"""Deeds of the judging: the only module that writes score sheets and publishes a verdict."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Criterion, Edition, Stage
from inovasi.lib.seal import sealed
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from judging import notices, queries, scoring, verdicts
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
from judging.permissions import conflict, may_publish, may_run_panel, may_score
from submissions.models import Submission
from submissions.states import JUDGEABLE, Status, Verb
from submissions.workflow import advance
from units.models import Unit, User


@transaction.atomic
def set_panel(
    stage: Stage, *, decree_number: str, decree_date: date, user: User, at: datetime
) -> Panel:
    """Fix the panel of a stage by its decree; a second call corrects number and date."""
    demand(may_run_panel(user, stage.edition, at))
    panel, _created = Panel.objects.update_or_create(
        stage=stage, defaults={"decree_number": clean(decree_number), "decree_date": decree_date}
    )
    return panel


@transaction.atomic
def appoint(
    panel: Panel, *, person: User, home_unit: Unit | None, user: User, at: datetime
) -> Judge:
    """Put a person on the panel; appointing them again changes only the home unit."""
    demand(may_run_panel(user, panel.stage.edition, at))
    Panel.objects.select_for_update().get(pk=panel.pk)
    number = panel.judges.count() + 1
    judge, _created = Judge.objects.update_or_create(
        panel=panel,
        user=person,
        defaults={"home_unit": home_unit},
        create_defaults={"home_unit": home_unit, "code": f"J{number}"},
    )
    return judge


@transaction.atomic
def assign(
    judge: Judge, submissions: Iterable[Submission], *, user: User, at: datetime
) -> list[Assignment]:
    """Give entries to a judge, who is told once in one letter; what is assigned stays.

    Raises `Refused` for a judge of the entrant's unit or its family, and for an entry that is
    not up for judging.
    """
    edition = judge.panel.stage.edition
    demand(may_run_panel(user, edition, at))
    new = []
    chosen = Submission.objects.filter(pk__in=[each.pk for each in submissions])
    for submission in chosen.order_by("pk").select_for_update(of=("self",)):
        if submission.edition_id != edition.pk or submission.status not in JUDGEABLE:
            raise Refused(_("Usulan %(entry)s tidak sedang dinilai.") % {"entry": submission})
        demand(conflict(judge, submission))
        assignment, created = Assignment.objects.get_or_create(
            judge=judge, submission=submission, defaults={"assigned_by": user, "assigned_at": at}
        )
        if created:
            new.append(assignment)
    waiting = [a.submission for a in new if a.submission.status == Status.PASSED]
    advance(waiting, Verb.BEGIN_JUDGING, user=user, at=at)
    if new:
        notices.assigned(judge, new, at=at)
    return new


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

    Raises `Stale` when the sheet was saved elsewhere since `version`.
    """
    assignment = _locked(assignment)
    demand(may_score(user, assignment, at))
    criteria = list(assignment.judge.panel.stage.criteria.all())
    _refuse_wrong_scores(scores, criteria)
    sheet = _next_version(assignment, version, at)
    sheet.remark = clean(remark)
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
    return sheet


@transaction.atomic
def publish(edition: Edition, *, user: User, at: datetime) -> Publication:
    """Freeze the ranking with its inputs, settle every entry, tell every unit. Exactly once."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    done = Publication.objects.filter(edition=edition).first()
    if done is not None:
        return done
    demand(may_publish(user, edition, at))
    stage = queries.desk_stage(edition)
    ranked = queries.ranking(stage) if stage else []
    _refuse_incomplete(ranked)
    text, fingerprint = sealed(verdicts.bundle(stage, ranked))
    publication = Publication.objects.create(
        edition=edition, bundle=text, sha256=fingerprint, published_by=user, published_at=at
    )
    winners = [_settle(each, publication, at) for each in ranked]
    for verb, is_winner in ((Verb.AWARD, True), (Verb.COMPLETE, False)):
        chosen = [e.submission for e, won in zip(ranked, winners, strict=True) if won == is_winner]
        advance(chosen, verb, user=user, at=at)
    notices.published(publication, at=at)
    return publication


def _settle(each: queries.RankedEntry, publication: Publication, at: datetime) -> bool:
    """Write the entry's line of the result, and its award; True for a winner."""
    edition, submission, rank = publication.edition, each.submission, each.standing.rank
    is_winner = rank is not None and rank <= edition.winner_count
    result = PublishedResult.objects.create(
        publication=publication,
        submission=submission,
        rank=rank,
        score=each.standing.score,
        number=submission.number,
        title=submission.title,
        unit_name=submission.unit_name,
        category_name=submission.category.name,
        is_winner=is_winner,
    )
    if is_winner:
        title = _("Juara %(rank)d %(edition)s") % {"rank": rank, "edition": edition.name}
        Award.objects.create(
            innovation=submission.innovation, result=result, title=title[:200], awarded_at=at
        )
    return is_winner


def _refuse_incomplete(ranked: list[queries.RankedEntry]) -> None:
    if not ranked:
        raise Refused(_("Belum ada usulan yang dinilai."))
    waiting = [each.submission.number for each in ranked if not each.is_complete]
    if waiting:
        raise Refused(
            ngettext(
                "%(count)d usulan belum selesai dinilai: %(numbers)s.",
                "%(count)d usulan belum selesai dinilai: %(numbers)s.",
                len(waiting),
            )
            % {"count": len(waiting), "numbers": ", ".join(waiting)}
        )


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


def _refuse_wrong_scores(scores: Mapping[Criterion, Decimal], criteria: list[Criterion]) -> None:
    for criterion, value in scores.items():
        if criterion not in criteria:
            raise Refused(_("Kriteria ini bukan bagian dari tahap penilaian."))
        if not 0 <= value <= criterion.max_score:
            raise Refused(
                _("%(criterion)s: nilai harus antara 0 dan %(highest)d.")
                % {"criterion": criterion, "highest": criterion.max_score}
            )


def _total(scores: Mapping[Criterion, Decimal], criteria: list[Criterion]) -> Decimal | None:
    """The sheet's total, or None while a criterion is missing."""
    if set(scores) != set(criteria):
        return None
    plain = {criterion.pk: value for criterion, value in scores.items()}
    rules = [scoring.Criterion(c.pk, c.weight, Decimal(c.max_score)) for c in criteria]
    return scoring.sheet_total(plain, rules)


def move_to_unit(unit: Unit, into: Unit) -> None:
    """Judges whose home unit is merged into another keep their conflicts of interest."""
    Judge.objects.filter(home_unit=unit).update(home_unit=into)
