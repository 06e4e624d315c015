"""A judged edition of any size in bulk, to count and to measure. The same seed, the same rows."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from competitions.models import Criterion, Edition, Stage
from innovations.models import Innovation
from inovasi.demo.rulebook import build_edition
from judging.models import Assignment, Judge, Panel, Score, ScoreSheet
from submissions.models import Submission
from submissions.states import Status
from units.models import Unit, UnitKind, User


def build(
    *, entries: int, judges: int, each: int, criteria: int, at: datetime, seed: int = 1
) -> Stage:
    """A new edition in the time of judging with `each` signed sheets for every entry."""
    edition = build_edition(
        slug="kontes", name="Kontes", year=2026, prefix="KONTES", starts=at - timedelta(days=70)
    )
    return judge_entries(
        edition, entries=entries, judges=judges, each=each, criteria=criteria, at=at, seed=seed
    )


def judge_entries(
    edition: Edition,
    *,
    entries: int,
    judges: int,
    each: int,
    criteria: int,
    at: datetime,
    seed: int = 1,
) -> Stage:
    """Fills an edition: entry n is judged by the `each` judges from place n on, round and round."""
    random = Random(seed)
    stage = _rules(edition, criteria)
    panel = _panel(stage, judges, at)
    works = _entries(edition, entries, panel[0].user, at, random)
    given = Assignment.objects.bulk_create(
        Assignment(
            judge=panel[(place * each + turn + place // judges) % judges],
            submission=work,
            assigned_by=panel[0].user,
            assigned_at=at,
            cleared_at=at,
        )
        for place, work in enumerate(works)
        for turn in range(each)
    )
    _sheets(stage, given, at, random)
    return stage


def _rules(edition: Edition, criteria: int) -> Stage:
    stage = edition.stages.get()
    stage.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(stage=stage, name=f"Kriteria {n}", weight=Decimal(100) / criteria, order=n)
        for n in range(1, criteria + 1)
    )
    return stage


def _panel(stage: Stage, judges: int, at: datetime) -> list[Judge]:
    panel = Panel.objects.create(
        stage=stage, decree_number="188/2026", decree_date=at.date(), statement="Jujur."
    )
    people = User.objects.bulk_create(
        User(email=f"juri.{n}@gowa.example", full_name=f"Juri {n}", password="!")
        for n in range(1, judges + 1)
    )
    return Judge.objects.bulk_create(
        Judge(panel=panel, user=user, code=f"J{n}", accepted_at=at, statement="Jujur.")
        for n, user in enumerate(people, start=1)
    )


def _entries(
    edition: Edition, entries: int, author: User, at: datetime, random: Random
) -> list[Submission]:
    unit = Unit.objects.create(code="KONTES", name="Puskesmas Kontes", kind=UnitKind.PUSKESMAS)
    group, category = edition.groups.first(), edition.categories.first()
    innovations = Innovation.objects.bulk_create(
        Innovation(
            unit=unit,
            title=f"Inovasi nomor {n}",
            summary="Ringkas",
            stage="penerapan",
            initiated_on=at.date() - timedelta(days=900),
            applied_on=at.date() - timedelta(days=800),
            created_by=author,
            created_at=at,
            changed_at=at,
            form_token=UUID(int=random.getrandbits(128), version=4),
        )
        for n in range(1, entries + 1)
    )
    return Submission.objects.bulk_create(
        Submission(
            innovation=innovation,
            edition=edition,
            group=group,
            category=category,
            unit=unit,
            status=Status.JUDGED,
            sequence=number,
            title=innovation.title,
            unit_name=unit.name,
            submitted_at=at,
            created_by=author,
            created_at=at,
        )
        for number, innovation in enumerate(innovations, start=1)
    )


def _sheets(stage: Stage, given: list[Assignment], at: datetime, random: Random) -> None:
    sheets = ScoreSheet.objects.bulk_create(
        [ScoreSheet(assignment=each, saved_at=at, signed_at=at, total=0) for each in given],
        batch_size=5_000,
    )
    criteria = list(stage.criteria.all())
    quality = {each.submission_id: random.gauss(75, 6) for each in given}
    severity = {each.judge_id: random.gauss(0, 4) for each in given}
    Score.objects.bulk_create(
        [
            Score(sheet=sheet, criterion=criterion, value=_value(random, mean))
            for sheet, each in zip(sheets, given, strict=True)
            for mean in [quality[each.submission_id] - severity[each.judge_id]]
            for criterion in criteria
        ],
        batch_size=10_000,
    )


def _value(random: Random, mean: float) -> Decimal:
    """Within the scale, in halves."""
    return Decimal(round(min(100, max(0, random.gauss(mean, 4))) * 2)) / 2
