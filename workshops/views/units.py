"""A unit's part: whom it sends, and who does not come after all."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib import clock
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import refusal_page
from inovasi.lib.verdict import Refused, Verdict, refuse_unless
from units.models import Unit
from workshops import workflow
from workshops.forms import ParticipantForm
from workshops.models import Participant, Workshop
from workshops.permissions import may_register, may_withdraw
from workshops.presentation import facts
from workshops.queries import has_seat, members_of


def registration(request: Request, pk: int, code: str) -> HttpResponse:
    """Send one person of the unit; whether a seat is left the deed decides, in its turn."""
    seen = Workshop.objects.visible_to(request.user).with_taken()
    workshop = get_object_or_404(seen.select_related("kecamatan"), pk=pk)
    unit = get_object_or_404(Unit.objects.select_related("merged_into"), code=code)
    if not workshop.invites(unit):
        raise Http404
    form = ParticipantForm(posted(request), members=members_of([unit.pk])[unit.pk])
    if request.method == "POST" and form.is_valid():
        try:
            row = workflow.register(
                workshop, unit, user=request.user, at=request.at, clock=clock.now, **form.facts()
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            words = {"name": row.name}
            messages.success(request, _("%(name)s terdaftar. Surat konfirmasi dikirim.") % words)
            return redirect("workshop", pk)
    verdict = _verdict(request, workshop, unit)
    if not verdict:
        return refusal_page(request, verdict.reason, form)
    context = {"workshop": workshop, "unit": unit, "form": form, "facts": facts(workshop)}
    return render(
        request, "workshops/registration.html", context, status=422 if form.errors else 200
    )


def _verdict(request: Request, workshop: Workshop, unit: Unit) -> Verdict:
    """After a deed that was refused for want of a seat the form stays, so it is not asked again."""
    verdict = may_register(request.user, workshop, unit, request.at)
    if not verdict or request.method == "POST":
        return verdict
    return has_seat(workshop, unit)


def withdrawal(request: Request, pk: int) -> HttpResponse:
    rows = Participant.objects.visible_to(request.user).select_related("workshop", "unit")
    participant = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        workflow.withdraw(participant, user=request.user, at=request.at, clock=clock.now)
        words = {"name": participant.name}
        messages.success(request, _("Pendaftaran %(name)s ditarik.") % words)
        return redirect("workshop", participant.workshop_id)
    refuse_unless(may_withdraw(request.user, participant, request.at))
    is_open = participant.workshop.is_open(request.at)
    context = {"participant": participant, "is_open": is_open}
    return render(request, "workshops/withdrawal.html", context)
