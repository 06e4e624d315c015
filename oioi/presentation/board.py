"""The board: kecamatan x kinds of unit, each cell a count that leads to its units."""

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from oioi.models import LEVEL_LABELS, LEVEL_TONES
from oioi.queries import ObligedUnit, Standing
from oioi.standing import Count, Level
from units.models import UnitKind

NO_PLACE = "-"
"""Stands in addresses for units that lie in no kecamatan."""
MISSING, FULFILLED = "belum-terpenuhi", "terpenuhi"
"""What a list can be narrowed to besides the levels."""


def units_url(year: int, **parameters: str) -> str:
    """The list of units, narrowed."""
    given = urlencode({name: value for name, value in parameters.items() if value})
    url = reverse("oioi-units", args=[year])
    return f"{url}?{given}" if given else url


def kinds_of(units: list[ObligedUnit]) -> list[tuple[str, str]]:
    """(value, label) of the kinds that occur, in the registry's order."""
    present = {unit.kind for unit in units}
    return [(value, str(label)) for value, label in UnitKind.choices if value in present]


def places_of(units: list[ObligedUnit]) -> list[tuple[str, str]]:
    """(code, name) of the kecamatan that occur, then those without one."""
    names = {unit.place_code: unit.place_name for unit in units}
    places = [(code, name) for code, name in sorted(names.items()) if code]
    return [*places, (NO_PLACE, _("Tanpa kecamatan"))] if "" in names else places


def table(standing: Standing) -> dict[str, Any]:
    """Rows, columns and totals; every cell says `count`, `tone` and where it leads."""
    kinds, places = kinds_of(standing.units), places_of(standing.units)
    cells, year = standing.cells(), standing.duty.year
    by_kind: dict[str, Count] = defaultdict(Count)
    rows = []
    for code, name in places:
        counts = [cells.get(("" if code == NO_PLACE else code, kind), Count()) for kind, _ in kinds]
        for (kind, _label), each in zip(kinds, counts, strict=True):
            by_kind[kind] += each
        links = [units_url(year, jenis=kind, kecamatan=code) for kind, _label in kinds]
        rows.append(
            {
                "label": name,
                "cells": [cell(c, url) for c, url in zip(counts, links, strict=True)],
                "total": cell(sum(counts, Count()), units_url(year, kecamatan=code)),
            }
        )
    return {
        "kinds": [label for _value, label in kinds],
        "rows": rows,
        "totals": [cell(by_kind[kind], units_url(year, jenis=kind)) for kind, _label in kinds],
        "total": cell(standing.count, units_url(year)),
    }


def cell(count: Count, url: str) -> dict[str, Any]:
    return {"count": count, "url": url, "tone": tone(count)}


def tone(count: Count) -> str:
    """Colour that repeats what the number says."""
    if count.share is None:
        return ""
    if count.share == 100:
        return "success"
    return "warning" if count.share >= 50 else "danger"


def by_level(standing: Standing, **narrowed: str) -> list[dict[str, Any]]:
    """How many units stand at each level, with the way to them."""
    numbers = standing.by_level
    return [
        {
            "label": LEVEL_LABELS[level],
            "tone": LEVEL_TONES[level],
            "value": numbers[level],
            "url": units_url(standing.duty.year, tingkat=level.value, **narrowed),
        }
        for level in Level
    ]


def by_kind(standing: Standing) -> list[dict[str, Any]]:
    """The share of each kind of unit as bars, in the registry's order."""
    return [
        {"label": label, "value": count.share or 0, "text": said(count)}
        for kind, label in kinds_of(standing.units)
        for count in [standing.only(lambda unit, kind=kind: unit.kind == kind).count]
    ]


def trend(standings: dict[int, Standing], until: int) -> list[dict[str, Any]]:
    """The share of each year as bars, oldest first; a year that is only prepared does not show."""
    return [
        {"label": str(year), "value": count.share or 0, "text": said(count)}
        for year, standing in sorted(standings.items())
        if year <= until
        for count in [standing.count]
    ]


def said(count: Count) -> str:
    """45 % (9/20)."""
    if count.share is None:
        return "–"
    return _("%(share)d %% (%(fulfilled)d/%(obliged)d)") % {
        "share": count.share,
        "fulfilled": count.fulfilled,
        "obliged": count.obliged,
    }
