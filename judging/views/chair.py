"""Who is behind on what in one stage: for the chair of its panel and for panitia, no scores."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Edition
from inovasi.lib.forms import whole_number
from inovasi.lib.http import Request
from inovasi.lib.verdict import refuse_unless
from judging import queries, workflow
from judging.models import Panel
from judging.permissions import may_call, may_see_missing
from units.permissions import is_committee


def missing_sheets(request: Request, pk: int) -> HttpResponse:
    """Judges with the sheets that they owe; posting names whom a letter calls, then sends it."""
    editions = Edition.objects.public(request.at)
    panels = Panel.objects.select_related("stage__edition__publication")
    panel = get_object_or_404(panels, stage__edition__in=editions, pk=pk)
    if not may_see_missing(request.user, panel):
        raise Http404
    verdict = may_call(request.user, panel, request.at)
    rows = queries.missing_sheets(panel)
    for row in rows:
        row.judge.is_called_today = row.judge.was_called_on(request.at)
    chosen = []
    if request.method == "POST":
        refuse_unless(verdict)
        numbers = {whole_number(each) for each in request.POST.getlist("judge")}
        chosen = [row.judge for row in rows if row.owed and row.judge.pk in numbers]
        if "confirm" in request.POST:
            called = workflow.call(panel, chosen, user=request.user, at=request.at)
            messages.success(request, _said(len(called)))
            return redirect("missing-sheets", pk)
        if not chosen:
            messages.error(request, _("Pilih dulu juri yang dipanggil."))
    context = {
        "panel": panel,
        "stage": panel.stage,
        "edition": panel.stage.edition,
        "rows": rows,
        "missing": sum(len(row.owed) for row in rows),
        "callable": [row for row in rows if row.owed and not row.judge.is_called_today],
        "chosen": chosen,
        "verdict": verdict,
        "is_committee": is_committee(request.user),
    }
    return render(request, "judging/missing_sheets.html", context)


def _said(count: int) -> str:
    if not count:
        return _(
            "Tidak ada surat baru: juri itu sudah dipanggil hari ini, atau lembarnya sudah masuk."
        )
    return ngettext("%(count)d juri dikirimi surat.", "%(count)d juri dikirimi surat.", count) % {
        "count": count
    }
