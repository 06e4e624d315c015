"""Panitia's part: the rules of a year, its reminders, and who is let off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, Stale
from oioi import workflow
from oioi.forms import ReasonForm, ReminderForm, RulesForm
from oioi.models import DutyYear, Exemption, ReminderRule
from oioi.presentation.history import history
from oioi.views.common import check_year, head
from units.models import Unit


def rules(request: Request, year: int) -> HttpResponse:
    """What the duty means this year; saving is the last word on who has fulfilled it."""
    check_year(year)
    duty = DutyYear.objects.filter(year=year).first()
    form = RulesForm(posted(request), instance=duty or DutyYear(year=year))
    if request.method == "POST" and form.is_valid():
        try:
            workflow.set_rules(year, user=request.user, at=request.at, **form.deed_fields())
        except Stale as stale:
            form.data = {**form.data.dict(), "version": stale.current.version}
            return _rules_page(request, stale.current, form, ReminderForm(), 409)
        messages.success(request, _("Aturan tahun %(year)s tersimpan.") % {"year": year})
        return redirect("oioi-rules", year)
    return _rules_page(request, duty, form, ReminderForm(), 422 if form.errors else 200)


def copy(request: Request, year: int) -> HttpResponse:
    check_year(year)
    workflow.copy_rules(year, user=request.user, at=request.at)
    messages.success(request, _("Aturan tahun sebelumnya disalin. Periksa batas waktunya."))
    return redirect("oioi-rules", year)


def reminders(request: Request, year: int) -> HttpResponse:
    """Add a rung to the ladder."""
    duty = get_object_or_404(DutyYear, year=year)
    form = ReminderForm(request.POST)
    if form.is_valid():
        try:
            workflow.add_reminder(duty, user=request.user, at=request.at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Pengingat ditambahkan."))
            return redirect("oioi-rules", year)
    return _rules_page(request, duty, RulesForm(instance=duty), form, 422)


def reminder_removal(request: Request, year: int, pk: int) -> HttpResponse:
    rule = get_object_or_404(ReminderRule, pk=pk, duty_year__year=year)
    workflow.remove_reminder(rule, user=request.user, at=request.at)
    messages.success(request, _("Pengingat dihapus. Surat yang sudah terkirim tetap ada."))
    return redirect("oioi-rules", year)


def _rules_page(
    request: Request, duty: DutyYear | None, form: RulesForm, reminder: ReminderForm, status: int
) -> HttpResponse:
    context = {
        **head(request, form.instance.year),
        "duty": duty,
        "form": form,
        "is_stale": status == 409,
        "reminder_form": reminder,
        "reminders": duty.reminder_rules.select_related("duty_year") if duty else [],
        "exemptions": duty.exemptions.select_related("unit", "granted_by", "ended_by")
        if duty
        else [],
        "history": history(duty) if duty else [],
    }
    return render(request, "oioi/rules.html", context, status=status)


def exemption(request: Request, year: int, code: str) -> HttpResponse:
    """Let a unit off with a reason; once let off, end it with a reason."""
    duty = get_object_or_404(DutyYear, year=year)
    unit = get_object_or_404(Unit, code=code)
    current = Exemption.objects.filter(duty_year=duty, unit=unit, ended_at=None).first()
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            _refuse_other_deed(request, current)
            if current:
                workflow.end_exemption(current, reason=reason, user=request.user, at=request.at)
            else:
                workflow.exempt(duty, unit, reason=reason, user=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Tersimpan. Papan langsung mengikuti."))
            return redirect("oioi-units", year)
    past = unit.exemptions.select_related("duty_year", "granted_by", "ended_by")
    context = {**head(request, year), "unit": unit, "current": current, "form": form, "past": past}
    return render(request, "oioi/exemption.html", context, status=422 if form.errors else 200)


def _refuse_other_deed(request: Request, current: Exemption | None) -> None:
    """A second click on "let off" must not end what the first one granted."""
    if request.POST.get("ends", "") != (str(current.pk) if current else ""):
        raise Refused(_("Keadaan unit ini baru saja berubah. Periksa lagi sebelum menyimpan."))
