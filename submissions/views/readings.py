"""Who from outside opened an entry, for its unit and for panitia."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inovasi.lib.http import Request
from submissions.reading import Capacity, Reading, Way, readings
from submissions.views.entries import visible_submission

WAYS = {
    Way.PAGE: gettext_lazy("Membuka usulan"),
    Way.DOCUMENT: gettext_lazy("Mencetak atau mengunduh PDF"),
    Way.PACKET: gettext_lazy("Mengunduh paket berkas"),
}


def submission_readings(request: Request, pk: int) -> HttpResponse:
    submission = visible_submission(request, pk)
    context = {"submission": submission, "events": list(map(_told, readings(submission)))}
    return render(request, "submissions/readings.html", context)


def _told(each: Reading) -> dict[str, Any]:
    who = _("Juri")
    if each.capacity == Capacity.COMMITTEE:
        who = _("%(name)s (panitia)") % {"name": each.reader or "–"}
    return {"label": WAYS[each.way], "actor": who, "time": each.at}
