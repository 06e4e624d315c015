"""A regency of any size in bulk, for counting and measuring. The same seed gives the same rows."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from competitions.models import Category, Edition, Group
from innovations.models import Innovation
from innovations.states import Status
from judging.models import Award, Publication, PublishedResult
from oioi.models import DutyYear, Exemption
from submissions.models import Submission
from submissions.states import Status as Entry
from units.models import Membership, Unit, UnitKind, User, folded

KINDS = [kind for kind in UnitKind if kind not in {UnitKind.KECAMATAN, UnitKind.KABUPATEN}]
NIGHT = timedelta(hours=3)
"""Around New Year by UTC it is another year in Makassar: rows are placed there too."""


def build(*, units: int, people: int, years: Iterable[int], seed: int = 1) -> list[Unit]:
    """`units` units, `people` members, and for each year about one innovation a unit."""
    random = Random(seed)
    made, author = _units(units, random), _people(people, random)
    for year in years:
        duty = DutyYear.objects.create(
            year=year,
            due_on=date(year, 10, 31),
            fulfilled_from=random.choice(DutyYear._meta.get_field("fulfilled_from").choices)[0],
            dated_by=random.choice(DutyYear.Dating.values),
            counts_replications=random.random() < 0.5,
        )
        _exempt(duty, random.sample(made, k=len(made) // 12), author, random)
        _works(year, made, author, random)
    return made


def _units(number: int, random: Random) -> list[Unit]:
    places = [
        Unit(code=f"73.{n:02d}", name=f"Kecamatan {n}", kind=UnitKind.KECAMATAN)
        for n in range(max(2, number // 45))
    ]
    rest = []
    for n in range(number - len(places)):
        begun = date(random.randrange(2010, 2027), random.randrange(1, 13), 1)
        ended = begun + timedelta(days=random.randrange(30, 4000))
        rest.append(
            Unit(
                code=f"U-{n:04d}",
                name=f"Puskesmas Jene'tallasa {n}",
                kind=random.choice(KINDS),
                kecamatan=random.choice([*places, None]),
                counts_for_oioi=random.random() < 0.9,
                active_from=begun if random.random() < 0.2 else None,
                active_until=ended if random.random() < 0.1 else None,
            )
        )
    for unit in rest:
        if unit.active_from and unit.active_until and unit.active_until <= unit.active_from:
            unit.active_until = None
    for unit in [*places, *rest]:
        unit.folded = folded(unit.code, unit.name)
    Unit.objects.bulk_create(places)
    Unit.objects.bulk_create(rest)
    for unit in random.sample(rest, k=number // 50):
        day = unit.active_from or date(2025, 1, 1)
        unit.merged_into, unit.active_until = places[0], day + timedelta(days=9)
        unit.save()
    return [*places, *rest]


def _people(number: int, random: Random) -> User:
    people = User.objects.bulk_create(
        User(email=f"orang.{n}@gowa.example", full_name=f"Orang {n}", password="!")
        for n in range(max(1, number))
    )
    units = list(Unit.objects.all())
    roles = Membership.Role.values
    Membership.objects.bulk_create(
        Membership(user=person, unit=random.choice(units), role=random.choice(roles))
        for person in people
    )
    return people[0]


def _exempt(duty: DutyYear, units: list[Unit], author: User, random: Random) -> None:
    at = moment(duty.year, random)
    for unit in units:
        is_over = random.random() < 0.4
        Exemption.objects.create(
            duty_year=duty,
            unit=unit,
            reason="Baru dibentuk",
            granted_by=author,
            granted_at=at,
            ended_at=at if is_over else None,
            ended_by=author if is_over else None,
        )


def moment(year: int, random: Random) -> datetime:
    """Somewhere in the year; now and then in the hours where UTC is still in the year before."""
    first = timezone.make_aware(datetime(year, 1, 1))
    if random.random() < 0.3:
        return first + timedelta(hours=random.randrange(-3, 4))
    return first + timedelta(days=random.randrange(365))


def _works(year: int, units: list[Unit], author: User, random: Random) -> None:
    records = []
    for unit in units:
        for _ in range(random.choice([0, 1, 1, 1, 2])):
            initiated = timezone.localdate(moment(year, random))
            documented = moment(year + random.choice([0, 0, 0, 1]), random)
            is_draft = random.random() < 0.3
            is_applied = random.random() < 0.7
            records.append(
                Innovation(
                    unit=unit,
                    title=f"Inovasi {len(records)} tahun {year}",
                    summary="Ringkas",
                    status=Status.DRAFT if is_draft else random.choice(list(Status)[1:]),
                    stage="penerapan" if is_applied else "uji-coba",
                    initiated_on=initiated,
                    applied_on=initiated + timedelta(days=random.randrange(500))
                    if is_applied
                    else None,
                    documented_at=None if is_draft else documented,
                    created_by=author,
                    created_at=documented,
                    changed_at=documented,
                    form_token=UUID(int=random.getrandbits(128), version=4),
                )
            )
    records = Innovation.objects.bulk_create(records)
    copies = random.sample(records, k=len(records) // 5)
    for record in copies:
        record.replicates = records[0] if record != records[0] else None
    Innovation.objects.bulk_update(copies, ["replicates"])
    for is_practice in (False, True):
        _competition(year, records, author, random, is_practice=is_practice)


def _competition(
    year: int, records: list[Innovation], author: User, random: Random, *, is_practice: bool
) -> None:
    name = f"{'latihan' if is_practice else 'kipp'}-{year}"
    edition = Edition.objects.create(
        slug=name, name=name, year=year, number_prefix=name, is_practice=is_practice
    )
    group = Group.objects.create(edition=edition, name="Umum")
    category = Category.objects.create(edition=edition, name="Umum")
    entered = random.sample(records, k=len(records) // 3)
    at = moment(year, random)
    entries = Submission.objects.bulk_create(
        Submission(
            innovation=record,
            edition=edition,
            group=group,
            category=category,
            unit=record.unit,
            status=(status := random.choice(list(Entry))),
            sequence=None if status == Entry.DRAFT else number,
            submitted_at=None if status == Entry.DRAFT else at,
            repair_due_at=at if status == Entry.RETURNED else None,
            created_by=author,
            created_at=at,
        )
        for number, record in enumerate(entered, start=1)
    )
    _publish(edition, [each for each in entries if each.status == Entry.WINNER], author, at)


def _publish(edition: Edition, winners: list[Submission], author: User, at: datetime) -> None:
    publication = Publication.objects.create(
        edition=edition, bundle="{}", sha256="0" * 64, published_by=author, published_at=at
    )
    results = PublishedResult.objects.bulk_create(
        PublishedResult(
            publication=publication,
            submission=entry,
            rank=rank,
            score=90,
            number=str(rank),
            title="Inovasi",
            unit_name="Unit",
            category_name="Umum",
            is_winner=True,
        )
        for rank, entry in enumerate(winners, start=1)
    )
    Award.objects.bulk_create(
        Award(innovation=result.submission.innovation, result=result, title="Juara", awarded_at=at)
        for result in results
    )
