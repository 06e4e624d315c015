"""Panitia's part: write a workshop, announce it, change it, call it off."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inovasi.lib.forms import posted, whole_number
from inovasi.lib.http import Request
from inovasi.lib.pages import refusal_page
from inovasi.lib.verdict import Refused, Stale, refuse_unless
from notifications.mailings import seal
from units.models import User
from workshops import workflow
from workshops.forms import ReasonForm, WorkshopForm
from workshops.models import Workshop
from workshops.permissions import may_change
from workshops.presentation import facts
from workshops.queries import concerned, invited_people, unmanned


def new(request: Request) -> HttpResponse:
    form = WorkshopForm(posted(request), instance=Workshop(token=uuid4()))
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"]
        try:
            row = workflow.write(token=token, user=request.user, at=request.at, **form.facts())
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Rancangan tersimpan. Unit belum melihatnya."))
            return redirect("workshop", row.pk)
    return _form_page(request, form)


def edit(request: Request, pk: int) -> HttpResponse:
    """Saving an announced workshop tells its participants when time or place are others."""
    workshop = get_object_or_404(Workshop, pk=pk)
    verdict = may_change(request.user, workshop, request.at)
    form = WorkshopForm(posted(request), instance=workshop)
    if not verdict:
        return refusal_page(request, verdict.reason, form)
    if request.method == "POST" and form.is_valid():
        version, wanted = form.cleaned_data["version"], form.facts()
        try:
            told = workflow.revise(
                workshop, version=version, user=request.user, at=request.at, **wanted
            )
        except Stale as stale:
            form.data = {**form.data.dict(), "version": stale.current.version}
            return _form_page(request, form, saved=stale.current)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _said(_("Tersimpan."), told))
            return redirect("workshop", pk)
    return _form_page(request, form)


def _said(done: str, told: list[User]) -> str:
    """What was done, and how many heard of it."""
    if not told:
        return done
    words = ngettext(
        "%(done)s %(count)d orang diberi tahu lewat surat.",
        "%(done)s %(count)d orang diberi tahu lewat surat.",
        len(told),
    )
    return words % {"done": done, "count": len(told)}


def _form_page(
    request: Request, form: WorkshopForm, *, saved: Workshop | None = None
) -> HttpResponse:
    """The form; with `saved`, what a colleague has saved meanwhile."""
    row = form.instance
    context = {
        "form": form,
        "workshop": row if row.pk else None,
        "people": concerned(row) if row.announced_at else [],
        "saved": facts(Workshop.objects.with_taken().get(pk=saved.pk)) if saved else None,
    }
    status = 409 if saved else 422 if form.errors else 200
    return render(request, "workshops/form.html", context, status=status)


def announcement(request: Request, pk: int) -> HttpResponse:
    """Everybody who would get the invitation, by name; then the deed."""
    workshop = get_object_or_404(Workshop.objects.with_taken(), pk=pk)
    refuse_unless(may_change(request.user, workshop, request.at))
    if request.method != "POST" or "shown" not in request.POST:
        return _names(request, workshop, invited_people(workshop, request.at))
    try:
        count = workflow.announce(
            workshop,
            version=whole_number(request.POST.get("version", "")),
            shown=request.POST["shown"],
            user=request.user,
            at=request.at,
        )
    except Stale as stale:
        fresh = Workshop.objects.with_taken().get(pk=pk)
        return _names(request, fresh, stale.current, status=409)
    except Refused as refusal:
        people = invited_people(workshop, request.at)
        return _names(request, workshop, people, status=422, refusal=refusal.reason)
    if count:
        words = ngettext(
            "Bimtek diumumkan. %(count)d orang menerima undangan.",
            "Bimtek diumumkan. %(count)d orang menerima undangan.",
            count,
        )
        messages.success(request, words % {"count": count})
    return redirect("workshop", pk)


def _names(
    request: Request,
    workshop: Workshop,
    people: list[User],
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    context = {
        "workshop": workshop,
        "facts": facts(workshop),
        "people": people,
        "units": workshop.invited_units(request.at).count(),
        "unmanned": unmanned(workshop, request.at).count(),
        "shown": seal(people),
        "refusal": refusal,
        "has_changed": status == 409,
    }
    return render(request, "workshops/announcement.html", context, status=status)


def cancellation(request: Request, pk: int) -> HttpResponse:
    workshop = get_object_or_404(Workshop, pk=pk)
    if request.method == "POST" and workshop.cancelled_at is not None:
        return redirect("workshop", pk)
    form = ReasonForm(posted(request))
    verdict = may_change(request.user, workshop, request.at)
    if not verdict:
        return refusal_page(request, verdict.reason, form)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            told = workflow.call_off(workshop, reason=reason, user=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _said(_("Bimtek dibatalkan."), told))
            return redirect("workshop", pk)
    context = {"workshop": workshop, "form": form, "people": concerned(workshop)}
    status = 422 if form.errors else 200
    return render(request, "workshops/cancellation.html", context, status=status)
