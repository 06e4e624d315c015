"""Reading where units stand: the same four queries for one year or ten, one unit or all."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractYear

from innovations.models import Innovation
from innovations.states import Status as RecordStatus
from judging.models import Award
from oioi.models import DutyYear, Exemption
from oioi.standing import Count, Deeds, Level, count, count_by_level, levels
from submissions.models import Submission
from submissions.states import Status as EntryStatus
from units.models import Unit, UnitKind

Dating = DutyYear.Dating

DATES = {
    Dating.DOCUMENTED: (ExtractYear("documented_at"), ExtractYear("changed_at")),
    Dating.INITIATED: (ExtractYear("initiated_on"), ExtractYear("initiated_on")),
    Dating.APPLIED: (
        ExtractYear("applied_on"),
        Coalesce(ExtractYear("applied_on"), ExtractYear("changed_at")),
    ),
}
"""The year of a documented record, and of a draft, which may lack the date that will place it:
then it stands where somebody last worked on it."""


class ObligedUnit(NamedTuple):
    """A unit as board and lists show it; a kecamatan lies in itself."""

    pk: int
    code: str
    name: str
    kind: str
    place_code: str
    place_name: str
    active_from: date | None
    active_until: date | None
    is_found: bool

    def exists_in(self, year: int) -> bool:
        """Active on at least one day of the year."""
        return (self.active_from is None or self.active_from.year <= year) and (
            self.active_until is None or self.active_until > date(year, 1, 1)
        )


@dataclass(frozen=True)
class Standing:
    """Where every obliged unit stands in one year."""

    duty: DutyYear
    units: list[ObligedUnit]
    levels: dict[int, Level]

    def only(self, wanted: Callable[[ObligedUnit], bool]) -> "Standing":
        """The same for some of the units."""
        units = [unit for unit in self.units if wanted(unit)]
        return Standing(self.duty, units, {unit.pk: self.levels[unit.pk] for unit in units})

    @property
    def count(self) -> Count:
        return count_by_level(self.by_level, self.duty.least)

    @property
    def by_level(self) -> Counter[Level]:
        return Counter(self.levels.values())

    def cells(self) -> dict[tuple[str, str], Count]:
        """(code of the kecamatan or "", kind) -> count."""
        found: dict[tuple[str, str], list[Level]] = defaultdict(list)
        for unit in self.units:
            found[unit.place_code, unit.kind].append(self.levels[unit.pk])
        return {place: count(of, self.duty.least) for place, of in found.items()}


def standings(
    *,
    years: Iterable[int] | None = None,
    units: QuerySet[Unit] | None = None,
    query: str = "",
) -> dict[int, Standing]:
    """The standing in each of these years that has rules (all of them when None), newest first.

    `units` narrows the units to look at; `query` marks those that a search finds.
    """
    duties = DutyYear.objects.order_by("-year")
    if years is not None:
        duties = duties.filter(year__in=list(years))
    found = list(duties)
    if not found:
        return {}
    obliged = _obliged(Unit.objects.all() if units is None else units, query)
    deeds = _deeds(found, units)
    result = {}
    for duty in found:
        present = [unit for unit in obliged if unit.exists_in(duty.year)]
        reached = levels((unit.pk for unit in present), deeds[duty.year])
        result[duty.year] = Standing(duty, present, reached)
    return result


def _obliged(units: QuerySet[Unit], query: str) -> list[ObligedUnit]:
    found = Exists(Unit.objects.search(query).order_by().filter(pk=OuterRef("pk")))
    rows = (
        units.filter(counts_for_oioi=True, merged_into=None)
        .annotate(is_found=found if query else Value(True))
        .order_by("name", "code")
        .values_list(
            "pk",
            "code",
            "name",
            "kind",
            "kecamatan__code",
            "kecamatan__name",
            "active_from",
            "active_until",
            "is_found",
        )
    )
    return [_placed(*row) for row in rows]


def _placed(
    pk: int, code: str, name: str, kind: str, place: str | None, where: str | None, *rest: Any
) -> ObligedUnit:
    if place is None and kind == UnitKind.KECAMATAN:
        place, where = code, name
    # Below the head "Kecamatan" the word itself says nothing.
    where = (where or "").removeprefix(f"{UnitKind.KECAMATAN.label} ")
    return ObligedUnit(pk, code, name, kind, place or "", where, *rest)


def _deeds(duties: list[DutyYear], units: QuerySet[Unit] | None) -> dict[int, Deeds]:
    """Two queries: exemptions, and everything that units did; each for all years at once."""
    sets: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    exemptions = Exemption.objects.filter(ended_at=None, duty_year__in=duties)
    for unit, year in exemptions.values_list("unit_id", "duty_year__year"):
        sets["exempt"][year].add(unit)
    deeds = _entries(duties, units).union(_awards(duties, units), *_records(duties, units))
    for unit, year, deed in deeds:
        sets[deed][year].add(unit)
    return {
        duty.year: Deeds(**{name: by_year[duty.year] for name, by_year in sets.items()})
        for duty in duties
    }


def _records(duties: list[DutyYear], units: QuerySet[Unit] | None) -> Iterator[QuerySet[Any]]:
    """(unit, year, deed): two arms for each way in which the years date and count."""
    draft = Q(status=RecordStatus.DRAFT)
    for (dating, with_replications), numbers in _alike(duties).items():
        records = _owned(Innovation.objects.order_by(), "unit", units)
        if not with_replications:
            records = records.filter(replicates=None)
        documented, drafted = DATES[Dating(dating)]
        for which, year, deed in (
            (~draft, documented, "documented"),
            (draft, drafted, "drafted"),
        ):
            dated = records.filter(which).annotate(duty=year).filter(duty__in=numbers)
            yield dated.values_list("unit_id", "duty", Value(deed))


def _alike(duties: list[DutyYear]) -> dict[tuple[str, bool], list[int]]:
    """The years by those of their rules that decide which records to read."""
    found: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for duty in duties:
        found[duty.dated_by, duty.counts_replications].append(duty.year)
    return found


def _entries(duties: list[DutyYear], units: QuerySet[Unit] | None) -> QuerySet[Any]:
    """Handed in, and neither failed nor left, is in competition; any other entry is work begun.

    Who leaves does not take part: otherwise a unit could fulfil the duty by handing in and leaving.
    """
    entries = _owned(Submission.objects.order_by(), "innovation__unit", units)
    out = [EntryStatus.FAILED, EntryStatus.LEFT]
    is_in = Q(submitted_at__isnull=False) & ~Q(status__in=out)
    deed = Case(When(is_in, then=Value("competing")), default=Value("drafted"))
    return (
        entries.filter(edition__is_practice=False)
        .filter(_in_years(duties, "edition__year", "innovation"))
        .values_list("innovation__unit_id", "edition__year", deed)
    )


def _awards(duties: list[DutyYear], units: QuerySet[Unit] | None) -> QuerySet[Any]:
    awards = _owned(Award.objects.standing().order_by(), "innovation__unit", units)
    edition = "result__publication__edition"
    return (
        awards.filter(**{f"{edition}__is_practice": False})
        .filter(_in_years(duties, f"{edition}__year", "innovation"))
        .values_list("innovation__unit_id", f"{edition}__year", Value("awarded"))
    )


def _in_years(duties: list[DutyYear], year: str, innovation: str) -> Q:
    """In one of the years, and no replication where the year does not count them."""
    with_all = [duty.year for duty in duties if duty.counts_replications]
    without = [duty.year for duty in duties if not duty.counts_replications]
    own = Q(**{f"{year}__in": without, f"{innovation}__replicates": None})
    return own | Q(**{f"{year}__in": with_all})


def _owned(rows: QuerySet[Any], path: str, units: QuerySet[Unit] | None) -> QuerySet[Any]:
    return rows if units is None else rows.filter(**{f"{path}__in": units.order_by().values("pk")})


def works_of(units: list[int], duty: DutyYear) -> dict[int, list[str]]:
    """The titles that put these units where they stand, for a page of a list."""
    documented, drafted = DATES[Dating(duty.dated_by)]
    entered = Submission.objects.filter(
        innovation=OuterRef("pk"), edition__year=duty.year, edition__is_practice=False
    )
    draft = Q(status=RecordStatus.DRAFT)
    rows = (
        Innovation.objects.filter(unit__in=units)
        .annotate(record_year=documented, draft_year=drafted)
        .filter(
            (~draft & Q(record_year=duty.year))
            | (draft & Q(draft_year=duty.year))
            | Exists(entered)
        )
        .order_by(F("documented_at").asc(nulls_last=True), "pk")
    )
    if not duty.counts_replications:
        rows = rows.filter(replicates=None)
    found: dict[int, list[str]] = defaultdict(list)
    for unit, title in rows.values_list("unit_id", "title"):
        found[unit].append(title)
    return found
