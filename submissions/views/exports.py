"""What leaves the portal as files: tables of entries, profiles, the packet of one entry."""

from typing import IO

from django.contrib import messages
from django.db.models import Model
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from competitions.models import Section
from inovasi.lib.http import Request
from inovasi.lib.sheets import CSV, XLSX, csv_lines, xlsx_file
from ledger import workflow as ledger
from submissions import reading
from submissions.exports import entries, profile
from submissions.exports.packet import packet
from submissions.forms import ExportForm
from submissions.queries import handed_in
from submissions.states import Status
from submissions.views.entries import visible_submission


def export_page(request: Request) -> HttpResponse:
    """Choose edition and columns; with `jenis` in the address the file itself."""
    form = ExportForm(request.GET if "jenis" in request.GET else None, at=request.at)
    if form.is_bound and form.is_valid():
        _note(request, "ekspor.usulan", form.cleaned_data["edisi"])
        return _table(form)
    status = 422 if form.is_bound else 200
    return render(request, "submissions/exports.html", {"form": form}, status=status)


def _table(form: ExportForm) -> HttpResponse | StreamingHttpResponse | FileResponse:
    asked = form.cleaned_data
    columns = [name for name in entries.COLUMNS if name in asked["kolom"]]
    sections = []
    if entries.ANSWERS in asked["kolom"]:
        sections = list(Section.objects.filter(group__edition=asked["edisi"]))
    head = entries.head(columns, sections)
    rows = entries.rows(handed_in(asked["edisi"]), columns, sections)
    name = f"usulan-{asked['edisi'].slug}"
    if asked["jenis"] == "csv":
        lines = csv_lines(row for part in ([head], rows) for row in part)
        return _named(StreamingHttpResponse(lines, content_type=CSV), f"{name}.csv")
    return _file(xlsx_file(_("Usulan"), head, rows), XLSX, f"{name}.xlsx")


def export_profiles(request: Request) -> FileResponse:
    _note(request, "ekspor.profil", request.user)
    file = xlsx_file(_("Profil inovasi"), profile.head(), profile.rows())
    return _file(file, XLSX, f"profil-inovasi-{request.at.year}.xlsx")


def submission_packet(request: Request, pk: int) -> HttpResponse | FileResponse:
    submission = visible_submission(request, pk)
    if submission.status == Status.DRAFT:
        messages.info(request, _("Paket berkas tersedia setelah usulan diajukan."))
        return redirect("submission", pk)
    way = reading.Way.PACKET
    reading.note_unless_own(submission, user=request.user, at=request.at, way=way)
    file = packet(submission, submission.snapshots.latest("revision"))
    return _file(file, "application/zip", f"{submission.number}.zip")


def _note(request: Request, verb: str, about: Model) -> None:
    ledger.enter(verb, about, user=request.user, at=request.at)


def _file(file: IO[bytes], kind: str, name: str) -> FileResponse:
    """Streamed from its temporary file, which is gone with the answer."""
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


def _named(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
