"""Assignments from a sheet: entry number and judge code, shown line by line before anything is."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from judging import queries, workflow
from judging.permissions import may_run_panel
from judging.queries import PairLine
from judging.views.panels import edition_and_stage, said
from units.importing import sheets

ENTRY = {"nomor usulan", "nomor", "usulan", "no usulan"}
JUDGE = {"kode juri", "juri", "kode"}


def assignment_file(request: Request, slug: str) -> HttpResponse:
    """Posting a file shows what it would do; posting the shown lines assigns the good ones."""
    edition, stage = edition_and_stage(slug, request.at)
    verdict = may_run_panel(request.user, stage, request.at)
    lines, error = [], ""
    if request.method == "POST":
        refuse_unless(verdict)
        try:
            lines = queries.check_pairs(stage, _lines(request))
            if "lines" in request.POST:
                return _assign(request, slug, lines)
        except (sheets.NotASheet, Refused) as refusal:
            error = str(refusal)
    context = {
        "edition": edition,
        "stage": stage,
        "verdict": verdict,
        "error": error,
        "lines": sorted(lines, key=lambda line: not line.problem),
        "new": [line for line in lines if line.is_new],
        "faulty": [line for line in lines if line.problem],
        "carried": json.dumps([[line.entry_number, line.judge_code] for line in lines]),
    }
    status = 422 if error else 200
    return render(request, "judging/assignment_file.html", context, status=status)


def _assign(request: Request, slug: str, lines: list[PairLine]) -> HttpResponse:
    pairs = [(line.judge, line.entry) for line in lines if line.is_new]
    count = workflow.assign_pairs(pairs, user=request.user, at=request.at)
    messages.success(request, said(count))
    return redirect("panel", slug)


def _lines(request: Request) -> list[PairLine]:
    """From the file, or from the page that showed it."""
    if "lines" in request.POST:
        return [PairLine(n, *pair) for n, pair in enumerate(_carried(request), start=1)]
    file = request.FILES.get("file")
    if file is None:
        raise sheets.NotASheet(_("Pilih berkasnya dulu."))
    if file.size > sheets.MAX_BYTES:
        raise sheets.NotASheet(
            _("Berkas lebih besar dari 10 MB. Hapus lembar dan gambar yang tidak perlu.")
        )
    table = sheets.read(file.read(), file.name)
    names = [" ".join(header.lower().split()) for header in table.headers]
    entry = next((place for place, name in enumerate(names) if name in ENTRY), None)
    judge = next((place for place, name in enumerate(names) if name in JUDGE), None)
    if entry is None or judge is None:
        raise sheets.NotASheet(_('Perlu kolom berjudul "nomor usulan" dan "kode juri".'))
    return [
        PairLine(
            row.number,
            row.cells[entry],
            row.cells[judge],
            problem=row.remarks.get(entry) or row.remarks.get(judge) or "",
        )
        for row in table.rows
    ]


def _carried(request: Request) -> list[tuple[str, str]]:
    """The pairs of the page, as text; what is no list of pairs is no file."""
    try:
        pairs: Any = json.loads(request.POST["lines"])
        return [(str(entry), str(judge)) for entry, judge in pairs]
    except (TypeError, ValueError) as error:
        raise sheets.NotASheet(_("Halaman ini tidak lengkap. Unggah berkasnya lagi.")) from error
