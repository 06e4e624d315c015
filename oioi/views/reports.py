"""The report to Sekda and Bupati: on paper, as PDF, as a workbook."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from downloads.doors import give
from inovasi.lib.http import Request
from oioi.models import DutyYear
from oioi.orders import REPORT
from oioi.presentation.report import report
from oioi.queries import standings
from oioi.views.common import check_year, head


def page(request: Request, year: int) -> HttpResponse:
    made = _report(request, year)
    bars = [{"label": label, "value": value, "text": text} for label, value, text in made["trend"]]
    context = {**head(request, year), "report": made, "bars": bars}
    return render(request, "oioi/report.html", context)


def pdf_file(request: Request, year: int) -> HttpResponse:
    return _ordered(request, year, "pdf")


def xlsx_file(request: Request, year: int) -> HttpResponse:
    return _ordered(request, year, "xlsx")


def _ordered(request: Request, year: int, form: str) -> HttpResponse:
    check_year(year)
    get_object_or_404(DutyYear, year=year)
    return give(request, REPORT, {"tahun": year, "bentuk": form})


def _report(request: Request, year: int) -> dict[str, Any]:
    found = standings()
    if year not in found:
        raise Http404
    return report(found, year, request.at)
