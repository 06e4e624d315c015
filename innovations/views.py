"""Pages about innovations."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from innovations import workflow
from innovations.forms import InnovationForm
from innovations.models import Innovation
from innovations.permissions import may_edit
from inovasi.lib.dates import day
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Stale, refuse_unless
from units.models import Unit


def innovation_list(request: Request) -> HttpResponse:
    innovations = Innovation.objects.visible_to(request.user).for_list()
    context = {
        "page": page_of(innovations, request),
        "may_add": Unit.objects.of(request.user).exists(),
    }
    return render(request, "innovations/list.html", context)


def innovation_new(request: Request) -> HttpResponse:
    units = Unit.objects.of(request.user)
    refuse_unless(units.exists(), _("Anda belum menjadi anggota unit mana pun."))
    form = InnovationForm(
        request.POST or None,
        user=request.user,
        initial={"form_token": uuid.uuid4(), "unit": units.first()},
    )
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        innovation = workflow.document(
            user=request.user,
            unit=fields.pop("unit"),
            form_token=fields.pop("form_token") or uuid.uuid4(),
            at=request.at,
            **fields,
        )
        messages.success(request, _("Inovasi sudah tersimpan."))
        return redirect("innovation", innovation.pk)
    return render(request, "innovations/form.html", {"form": form}, status=_status(form))


def innovation_page(request: Request, pk: int) -> HttpResponse:
    innovation = get_object_or_404(
        Innovation.objects.visible_to(request.user).select_related("unit", "created_by"), pk=pk
    )
    context = {
        "innovation": innovation,
        "may_edit": may_edit(request.user, innovation),
        "facts": _facts(innovation),
    }
    return render(request, "innovations/page.html", context)


def innovation_edit(request: Request, pk: int) -> HttpResponse:
    innovation = get_object_or_404(Innovation.objects.visible_to(request.user), pk=pk)
    refuse_unless(
        may_edit(request.user, innovation), _("Hanya anggota unit pemilik yang mengubah inovasi.")
    )
    form = InnovationForm(
        request.POST or None,
        user=request.user,
        instance=innovation,
        initial={"version": innovation.version},
    )
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            workflow.revise(
                innovation,
                user=request.user,
                version=fields["version"] or 0,
                at=request.at,
                **fields,
            )
        except Stale as stale:
            return _both_versions(request, form, stale.current)
        messages.success(request, _("Perubahan sudah tersimpan."))
        return redirect("innovation", innovation.pk)
    context = {"form": form, "innovation": innovation}
    return render(request, "innovations/form.html", context, status=_status(form))


def _both_versions(request: Request, form: InnovationForm, saved: Innovation) -> HttpResponse:
    """Somebody saved in between: the own text stays in the form, the other is shown beside it."""
    form.data = {**form.data.dict(), "version": saved.version}
    context = {"form": form, "innovation": saved, "saved": _facts(saved)}
    return render(request, "innovations/form.html", context, status=409)


def _status(form: InnovationForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _facts(innovation: Innovation) -> list[dict[str, object]]:
    return [
        {"term": _("Nama inovasi"), "value": innovation.title},
        {"term": _("Ringkasan"), "value": innovation.summary},
        {"term": _("Tahapan"), "value": innovation.get_stage_display()},
        {"term": _("Inisiator"), "value": innovation.get_initiator_display()},
        {"term": _("Jenis"), "value": _("Digital") if innovation.is_digital else _("Non-digital")},
        {"term": _("Tanggal inisiasi"), "value": day(innovation.initiated_on)},
        {"term": _("Mulai diterapkan"), "value": day(innovation.applied_on)},
    ]
