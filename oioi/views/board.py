"""The board of a year and the list of units behind each of its numbers."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from oioi.models import LEVEL_LABELS, LEVEL_TONES
from oioi.presentation import board as show
from oioi.queries import ObligedUnit, Standing, standings, works_of
from oioi.standing import Level, fulfils, is_missing
from oioi.views.common import head, no_rules
from units.models import UnitKind


@dataclass(frozen=True)
class Narrowing:
    """What the address asks for; what makes no sense is not asked."""

    kind: str
    place: str
    level: str
    query: str

    @classmethod
    def of(cls, given: QueryDict) -> "Narrowing":
        return cls(
            kind=given.get("jenis", "")[:16],
            place=given.get("kecamatan", "")[:32],
            level=given.get("tingkat", "")[:20],
            query=given.get("cari", "")[:100],
        )

    def takes(self, unit: ObligedUnit) -> bool:
        """By kind, kecamatan and search."""
        place = "" if self.place == show.NO_PLACE else self.place
        return (
            unit.is_found
            and (self.kind not in UnitKind.values or unit.kind == self.kind)
            and (not self.place or unit.place_code == place)
        )

    def takes_level(self, level: Level, least: Level) -> bool:
        if self.level == show.MISSING:
            return is_missing(level, least)
        if self.level == show.FULFILLED:
            return fulfils(level, least)
        return self.level not in LEVEL_LABELS or level == self.level

    def narrow(self, standing: Standing) -> Standing:
        return standing.only(self.takes)

    def narrow_to_level(self, standing: Standing) -> Standing:
        least = standing.duty.least
        return standing.only(lambda unit: self.takes_level(standing.levels[unit.pk], least))


def this_year(request: Request) -> HttpResponse:
    return redirect("oioi-board", timezone.localdate(request.at).year)


def board(request: Request, year: int) -> HttpResponse:
    """Who has, who has not: kinds x kecamatan, with the trend over the years."""
    found = standings()
    if year not in found:
        return no_rules(request, year)
    asked = Narrowing.of(request.GET)
    seen = {number: asked.narrow(each) for number, each in found.items()}
    standing = seen[year]
    context = {
        **head(request, year),
        **_filters(found[year], asked),
        "duty": standing.duty,
        "count": standing.count,
        "said": show.said(standing.count),
        "tone": show.tone(standing.count),
        "levels": show.by_level(standing, jenis=asked.kind, kecamatan=asked.place),
        "table": show.table(standing),
        "trend": show.trend(seen, until=year),
        "years": [number for number in sorted(found, reverse=True) if number != year],
        "missing_url": show.units_url(
            year, tingkat=show.MISSING, jenis=asked.kind, kecamatan=asked.place
        ),
    }
    return render(request, "oioi/board.html", context)


def unit_list(request: Request, year: int) -> HttpResponse:
    """The units behind a number: search, narrow, see where each stands and by which innovation."""
    asked = Narrowing.of(request.GET)
    found = standings(years=[year], query=asked.query)
    if year not in found:
        return no_rules(request, year)
    seen = asked.narrow_to_level(asked.narrow(found[year]))
    page = page_of(seen.units, request)
    works = works_of([unit.pk for unit in page], seen.duty)
    parameters = request.GET.copy()
    parameters.pop("halaman", None)
    context = {
        **head(request, year),
        **_filters(found[year], asked),
        "duty": seen.duty,
        "page": page,
        "rows": [_row(unit, seen, works.get(unit.pk, [])) for unit in page],
        "parameters": parameters.urlencode(),
    }
    return render(request, "oioi/units.html", context)


def _row(unit: ObligedUnit, standing: Standing, works: list[str]) -> dict[str, Any]:
    level = standing.levels[unit.pk]
    return {
        "unit": unit,
        "kind": UnitKind(unit.kind).label,
        "label": LEVEL_LABELS[level],
        "tone": LEVEL_TONES[level],
        "is_exempt": level == Level.EXEMPT,
        "works": works,
    }


def _filters(standing: Standing, asked: Narrowing) -> dict[str, Any]:
    return {
        "asked": asked,
        "kinds": show.kinds_of(standing.units),
        "places": show.places_of(standing.units),
        "level_choices": [
            (show.MISSING, _("Belum memenuhi")),
            (show.FULFILLED, _("Sudah memenuhi")),
            *((level.value, label) for level, label in LEVEL_LABELS.items()),
        ],
    }
