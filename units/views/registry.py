"""The registry, for panitia: search, add, change, retire, merge; with its history."""

import re
from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Refused, Stale
from units import merging, registry
from units.forms import MergeForm, ReasonForm, RetireForm, UnitForm
from units.models import CODE, Unit, UnitKind
from units.presentation import facts, history

NOBODY = "tidak-ada"
"""In the address: only units for which nobody acts."""


def unit_list(request: Request) -> HttpResponse:
    """Search by any spelling, filter by kind, kecamatan and whether the unit is still there."""
    query = request.GET.get("cari", "")[:100]
    kind, place = request.GET.get("jenis", ""), request.GET.get("kecamatan", "")
    today = timezone.localdate(request.at)
    units = Unit.objects.search(query).select_related("kecamatan", "parent")
    if kind in UnitKind.values:
        units = units.filter(kind=kind)
    if re.fullmatch(CODE, place):
        units = units.filter(kecamatan__code=place)
    if not request.GET.get("semua"):
        units = units.active(today)
    if request.GET.get("orang") == NOBODY:
        units = units.filter(memberships=None)
    parameters = request.GET.copy()
    parameters.pop("halaman", None)
    context = {
        "page": page_of(units.order_by("name", "code"), request),
        "query": query,
        "kind": kind,
        "place": place,
        "with_all": bool(request.GET.get("semua")),
        "nobody": NOBODY,
        "only_unmanned": request.GET.get("orang") == NOBODY,
        "kinds": UnitKind.choices,
        "places": Unit.objects.filter(kind=UnitKind.KECAMATAN).order_by("name"),
        "parameters": parameters.urlencode(),
        "today": today,
    }
    return render(request, "units/list.html", context)


def unit_page(request: Request, code: str) -> HttpResponse:
    unit = get_object_or_404(
        Unit.objects.select_related("parent", "kecamatan", "merged_into"), code=code
    )
    context = {
        "unit": unit,
        "facts": facts(unit),
        "children": unit.children.order_by("name", "code"),
        "members": unit.memberships.select_related("user"),
        "former_names": unit.former_names.all(),
        "history": history(unit),
        "is_active": unit.is_active(timezone.localdate(request.at)),
    }
    return render(request, "units/page.html", context)


def unit_new(request: Request) -> HttpResponse:
    form = UnitForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            unit = registry.register(
                code=form.cleaned_data["code"],
                user=request.user,
                at=request.at,
                **form.deed_fields(),
            )
        except Refused as refusal:
            form.add_error("code", refusal.reason)
        else:
            messages.success(request, _("%(unit)s sudah terdaftar.") % {"unit": unit})
            return redirect("unit", unit.code)
    return _form_page(request, form, _("Tambah unit"))


def unit_edit(request: Request, code: str) -> HttpResponse:
    unit = get_object_or_404(Unit, code=code)
    form = UnitForm(posted(request), instance=unit)
    if request.method == "POST" and form.is_valid():
        try:
            registry.revise(
                unit,
                user=request.user,
                at=request.at,
                version=form.cleaned_data["version"],
                **form.deed_fields(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        except Stale as stale:
            form.data = {**form.data.dict(), "version": stale.current.version}
            return _form_page(
                request, form, _("Ubah data unit"), 409, saved=facts(stale.current), unit=unit
            )
        else:
            messages.success(request, _("Data unit sudah tersimpan."))
            return redirect("unit", code)
    return _form_page(request, form, _("Ubah data unit"), unit=unit)


def unit_retirement(request: Request, code: str) -> HttpResponse:
    """Retire an active unit, revive a retired one: a form that was sent says which by its day."""
    unit = get_object_or_404(Unit, code=code)
    retires = "on" in request.POST if request.method == "POST" else not unit.active_until
    if not retires:
        form = ReasonForm(posted(request))
        return _deed(request, unit, form, registry.revive, _("Aktifkan kembali"))
    form = RetireForm(posted(request), initial={"on": timezone.localdate(request.at)})
    return _deed(request, unit, form, registry.retire, _("Nonaktifkan unit"))


@reauthentication_required(allow_get=True)
def unit_merger(request: Request, code: str) -> HttpResponse:
    unit = get_object_or_404(Unit, code=code)
    form = MergeForm(posted(request))
    return _deed(request, unit, form, merging.merge, _("Gabungkan unit"))


def _deed(
    request: Request, unit: Unit, form: forms.Form, deed: Callable[..., Unit], title: str
) -> HttpResponse:
    """Ask for what the deed needs, do it, and show the unit that it leaves."""
    if request.method == "POST" and form.is_valid():
        try:
            left = deed(unit, user=request.user, at=request.at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Tersimpan dalam riwayat unit."))
            return redirect("unit", left.code)
    return _form_page(request, form, title, unit=unit)


def _form_page(
    request: Request, form: forms.Form, title: str, status: int = 0, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, **more}
    return render(
        request, "units/form.html", context, status=status or (422 if form.errors else 200)
    )
