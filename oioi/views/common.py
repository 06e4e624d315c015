"""What the pages about one year share."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from inovasi.lib.http import Request
from oioi.models import FIRST_YEAR, LAST_YEAR
from oioi.workflow import earlier
from units.permissions import is_committee


def check_year(year: int) -> None:
    """404 for numbers that are no year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404


def no_rules(request: Request, year: int) -> HttpResponse:
    """The page of a year without rules: panitia can copy the last ones."""
    check_year(year)
    context = {
        "year": year,
        "earlier": earlier(year),
        "may_manage": is_committee(request.user),
    }
    return render(request, "oioi/no_rules.html", context)


def head(request: Request, year: int) -> dict[str, Any]:
    return {"year": year, "may_manage": is_committee(request.user), "now": request.at}
