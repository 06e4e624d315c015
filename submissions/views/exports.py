"""What leaves the portal as files: tables of entries, profiles, the packet of one entry."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from downloads.doors import give
from inovasi.lib.http import Request
from submissions import orders
from submissions.forms import ExportForm
from submissions.states import Status
from submissions.views.entries import visible_submission


def export_page(request: Request) -> HttpResponse:
    """Choose edition and columns; with `jenis` in the address the file itself."""
    form = ExportForm(request.GET if "jenis" in request.GET else None, at=request.at)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        edition = asked["edisi"]
        arguments = {
            "edisi": edition.pk,
            "nama": edition.name,
            "kolom": asked["kolom"],
            "bentuk": asked["jenis"],
        }
        return give(request, orders.TABLE, arguments)
    status = 422 if form.is_bound else 200
    return render(request, "submissions/exports.html", {"form": form}, status=status)


def export_profiles(request: Request) -> HttpResponse:
    return give(request, orders.PROFILES)


def submission_packet(request: Request, pk: int) -> HttpResponse:
    """Made from what was handed in last, so it is the same for all who may read the entry."""
    submission = visible_submission(request, pk)
    if submission.status == Status.DRAFT:
        messages.info(request, _("Paket berkas tersedia setelah usulan diajukan."))
        return redirect("submission", pk)
    snapshot = submission.snapshots.latest("revision")
    arguments = orders.packet_arguments(snapshot)
    return give(request, orders.PACKET, arguments, source=snapshot.sha256)
