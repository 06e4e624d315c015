"""The report to Sekda and Bupati: on paper, as PDF, as a workbook."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from inovasi.lib.http import Request
from inovasi.lib.sheets import XLSX
from ledger import workflow as ledger
from oioi.models import DutyYear
from oioi.presentation.pdf import pdf
from oioi.presentation.report import report
from oioi.presentation.sheet import xlsx
from oioi.queries import standings
from oioi.views.common import head


def page(request: Request, year: int) -> HttpResponse:
    made = _report(request, year)
    bars = [{"label": label, "value": value, "text": text} for label, value, text in made["trend"]]
    context = {**head(request, year), "report": made, "bars": bars}
    return render(request, "oioi/report.html", context)


def pdf_file(request: Request, year: int) -> HttpResponse:
    content = pdf(_report(request, year), request.at)
    _note(request, year, "pdf")
    return _file(content, "application/pdf", f"oioi-{year}.pdf")


def xlsx_file(request: Request, year: int) -> HttpResponse:
    content = xlsx(_report(request, year))
    _note(request, year, "xlsx")
    return _file(content, XLSX, f"oioi-{year}.xlsx")


def _note(request: Request, year: int, form: str) -> None:
    """What leaves the portal is entered: levels of every unit, by name."""
    duty = DutyYear.objects.get(year=year)
    verb = "ekspor.satu-inovasi"
    ledger.enter(verb, duty, user=request.user, at=request.at, bentuk=form, tahun=year)


def _report(request: Request, year: int) -> dict[str, Any]:
    found = standings()
    if year not in found:
        raise Http404
    return report(found, year, request.at)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
