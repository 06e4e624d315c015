"""Evidence and photos of an innovation."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from innovations import workflow
from innovations.models import Material
from innovations.views.records import own_innovation
from inovasi.lib.http import Request
from uploads.forms import receive, upload_parts

PURPOSE_OF = {
    Material.Kind.EVIDENCE: ("innovation-evidence", ".pdf,application/pdf"),
    Material.Kind.BUDGET: ("innovation-budget", ".pdf,application/pdf"),
    Material.Kind.PROFILE: ("innovation-profile", ".pdf,application/pdf"),
    Material.Kind.PHOTO: ("innovation-photo", "image/jpeg,image/png,image/webp"),
}


def material_new(request: Request, pk: int, kind: str) -> HttpResponse:
    innovation = own_innovation(request, pk)
    if kind not in Material.Kind.values:
        raise Http404
    purpose, accepted = PURPOSE_OF[Material.Kind(kind)]
    error = receive(request, purpose, str(pk)) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, _("Berkas sudah ditambahkan."))
        return redirect("innovation", pk)
    context = {
        "innovation": innovation,
        "kind": Material.Kind(kind),
        "error": error,
        "upload": upload_parts(
            purpose,
            str(pk),
            accept=accepted,
            done_url=reverse("innovation", args=[pk]),
            at=request.at,
        ),
    }
    return render(request, "innovations/material.html", context, status=422 if error else 200)


def material_removal(request: Request, pk: int, material_pk: int) -> HttpResponse:
    innovation = own_innovation(request, pk)
    material = get_object_or_404(innovation.materials, pk=material_pk)
    workflow.remove_material(material, user=request.user, at=request.at)
    messages.success(request, _("Berkas dikeluarkan dari catatan ini."))
    return redirect("innovation", pk)
