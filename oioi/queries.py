"""Reading where units stand: the same five queries for one year or ten, one unit or all."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
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
    return ObligedUnit(pk, code, name, kind, place or "", where or "", *rest)


def _deeds(duties: list[DutyYear], units: QuerySet[Unit] | None) -> dict[int, Deeds]:
    """Three queries: exemptions, records, entries with awards; each for all years at once."""
    sets: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    exemptions = Exemption.objects.filter(ended_at=None, duty_year__in=duties)
    for unit, year in exemptions.values_list("unit_id", "duty_year__year"):
        sets["exempt"][year].add(unit)
    for unit, year, is_draft in _records(duties, units):
        sets["drafted" if is_draft else "documented"][year].add(unit)
    for unit, year, is_award in _entries(duties, units).union(_awards(duties, units)):
        sets["awarded" if is_award else "competing"][year].add(unit)
    return {
        duty.year: Deeds(**{name: by_year[duty.year] for name, by_year in sets.items()})
        for duty in duties
    }


def _records(duties: list[DutyYear], units: QuerySet[Unit] | None) -> Iterable[tuple[Any, ...]]:
    """(unit, year, is it a draft): one arm of the union for each way of dating."""
    arms = list(chain.from_iterable(_arms(duties, units)))
    return arms[0].union(*arms[1:])


def _arms(duties: list[DutyYear], units: QuerySet[Unit] | None) -> Iterator[list[QuerySet[Any]]]:
    draft = Q(status=RecordStatus.DRAFT)
    for (dating, with_replications), numbers in _alike(duties).items():
        records = _owned(Innovation.objects.order_by(), "unit", units)
        if not with_replications:
            records = records.filter(replicates=None)
        documented, drafted = DATES[Dating(dating)]
        yield [
            records.filter(which)
            .annotate(duty=year)
            .filter(duty__in=numbers)
            .values_list("unit_id", "duty", Value(is_draft))
            for which, year, is_draft in ((~draft, documented, False), (draft, drafted, True))
        ]


def _alike(duties: list[DutyYear]) -> dict[tuple[str, bool], list[int]]:
    """The years by those of their rules that decide which records to read."""
    found: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for duty in duties:
        found[duty.dated_by, duty.counts_replications].append(duty.year)
    return found


def _entries(duties: list[DutyYear], units: QuerySet[Unit] | None) -> QuerySet[Any]:
    """Handed in and not failed; docs/architecture.md says why a returned entry counts."""
    entries = _owned(Submission.objects.order_by(), "innovation__unit", units)
    return (
        entries.filter(submitted_at__isnull=False, edition__is_practice=False)
        .exclude(status=EntryStatus.FAILED)
        .filter(_in_years(duties, "edition__year", "innovation"))
        .values_list("innovation__unit_id", "edition__year", Value(False))
    )


def _awards(duties: list[DutyYear], units: QuerySet[Unit] | None) -> QuerySet[Any]:
    awards = _owned(Award.objects.order_by(), "innovation__unit", units)
    edition = "result__publication__edition"
    return (
        awards.filter(**{f"{edition}__is_practice": False})
        .filter(_in_years(duties, f"{edition}__year", "innovation"))
        .values_list("innovation__unit_id", f"{edition}__year", Value(True))
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
        innovation=OuterRef("pk"),
        edition__year=duty.year,
        edition__is_practice=False,
        submitted_at__isnull=False,
    ).exclude(status=EntryStatus.FAILED)
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
