"""Importing the registry: upload, match columns, look at the dry run, apply, undo."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import PAGE_SIZE, page_of
from inovasi.lib.verdict import Refused
from units.forms import ColumnsForm
from units.importing import deeds, sheets
from units.importing.matching import REQUIRED, dry_run
from units.models import ImportRun
from units.presentation import done_by_import


def import_list(request: Request) -> HttpResponse:
    """Earlier imports, and the door for the next one."""
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            error = _("Pilih berkasnya dulu.")
        elif file.size > sheets.MAX_BYTES:
            error = _("Berkas lebih besar dari 10 MB. Hapus lembar dan gambar yang tidak perlu.")
        else:
            try:
                run = deeds.begin(
                    content=file.read(), file_name=file.name, user=request.user, at=request.at
                )
            except sheets.NotASheet as refusal:
                error = str(refusal)
            else:
                return redirect("unit-import", run.pk)
    runs = ImportRun.objects.select_related("uploaded_by").defer("rows", "headers")[:20]
    context = {"runs": runs, "error": error}
    return render(request, "units/import_list.html", context, status=422 if error else 200)


def import_page(request: Request, pk: int) -> HttpResponse:
    """The dry run, row by row; errors first. Posting corrects the columns."""
    run = get_object_or_404(ImportRun.objects.select_related("uploaded_by"), pk=pk)
    form = ColumnsForm(posted(request), run=run)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.choose_columns(run, form.columns(), user=request.user)
        except Refused as refusal:
            messages.error(request, refusal.reason)
        return redirect("unit-import", pk)
    is_open = run.state == ImportRun.State.READ
    is_matched = not set(REQUIRED) - set(run.columns)
    lines, counts = (
        dry_run(run.rows, run.headers, run.columns) if is_open and is_matched else ([], run.counts)
    )
    report = page_of(run.events.select_related("unit").order_by("pk"), request)
    order = {"error": 0, "changed": 1, "new": 2, "same": 3}
    lines.sort(key=lambda line: (order[line.outcome], line.number))
    context = {
        "run": run,
        "form": form,
        "counts": counts,
        "is_open": is_open,
        "is_matched": is_matched,
        "report": report,
        "report_rows": done_by_import(report.object_list),
        "page": Paginator(lines, PAGE_SIZE).get_page(request.GET.get("halaman")),
    }
    return render(request, "units/import.html", context, status=422 if form.errors else 200)


def import_application(request: Request, pk: int) -> HttpResponse:
    run = get_object_or_404(ImportRun, pk=pk)
    try:
        deeds.apply(run, user=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, _("Impor diterapkan."))
    return redirect("unit-import", pk)


@reauthentication_required
def import_undoing(request: Request, pk: int) -> HttpResponse:
    run = get_object_or_404(ImportRun, pk=pk)
    try:
        deeds.undo(run, user=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, _("Impor dibatalkan; registrasi kembali seperti semula."))
    return redirect("unit-import", pk)
