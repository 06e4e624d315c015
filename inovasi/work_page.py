"""Panitia's page of what workers do: what waits, what stopped and why, and the way to try again."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inovasi import backlog
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused
from ledger.checks import lacks_witnesses
from notifications.models import Message
from uploads import inventory

SHOWN = 50
RECENT = timedelta(days=30)
"""So long letters that came back are shown here; on the page of the person for ever."""


def work(request: Request) -> HttpResponse:
    context = {
        "states": backlog.states(request.at),
        "stopped": [
            {"kind": kind, "row": row, "title": kind.title(row)}
            for kind in backlog.KINDS.values()
            for row in backlog.given_up(kind)[:SHOWN]
        ],
        "files": inventory.standing(),
        "lacks_witnesses": lacks_witnesses(),
        "returned": Message.objects.returned(request.at - RECENT)[:SHOWN],
    }
    return render(request, "work.html", context)


def work_retry(request: Request, kind: str, pk: int) -> HttpResponse:
    try:
        backlog.try_again(_kind(kind), pk, user=request.user, at=request.at)
    except Refused as refusal:
        messages.warning(request, refusal.reason)
    else:
        messages.success(request, _("Dicoba lagi. Muat ulang halaman ini sebentar lagi."))
    return redirect("work")


def work_retry_all(request: Request, kind: str) -> HttpResponse:
    number = backlog.try_all_again(_kind(kind), user=request.user, at=request.at)
    words = ngettext("%(count)d dicoba lagi.", "%(count)d dicoba lagi.", number)
    messages.success(request, words % {"count": number})
    return redirect("work")


def _kind(key: str) -> backlog.Kind:
    if key not in backlog.KINDS:
        raise Http404
    return backlog.KINDS[key]
