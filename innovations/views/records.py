"""Pages about the record of an innovation."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from innovations import completeness, workflow
from innovations.forms import BasicsForm, MoveForm, RecordForm, TeamForm
from innovations.models import STATUS_LABELS, Innovation, Material
from innovations.permissions import may_edit, may_move
from innovations.presentation import VERB_WORDS, differences, facts, history, honours
from innovations.states import COMMITTEE_VERBS, UNIT_VERBS, Status, Verb, verbs_from
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Refused, Stale, refuse_unless
from units.models import Unit, UnitQuerySet


def visible_innovation(request: Request, pk: int) -> Innovation:
    rows = Innovation.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("unit", "created_by", "theme", "main_affair", "replicates"), pk=pk
    )


def own_innovation(request: Request, pk: int) -> Innovation:
    """For pages on which only the owning unit writes."""
    innovation = visible_innovation(request, pk)
    refuse_unless(
        may_edit(request.user, innovation), _("Hanya anggota unit pemilik yang mengubah inovasi.")
    )
    return innovation


def innovation_list(request: Request) -> HttpResponse:
    """Innovations that one sees, by words and by the state of their record."""
    query = request.GET.get("cari", "")[:100].replace("\0", "")
    status = request.GET.get("keadaan", "")
    innovations = Innovation.objects.visible_to(request.user).search(query).for_list()
    if status in STATUS_LABELS:
        innovations = innovations.filter(status=status)
    parameters = request.GET.copy()
    parameters.pop("halaman", None)
    context = {
        "page": page_of(innovations, request),
        "query": query,
        "status": status,
        "statuses": [(each.value, label) for each, label in STATUS_LABELS.items()],
        "is_narrowed": bool(query or status),
        "parameters": parameters.urlencode(),
        "may_add": _own_units(request).exists(),
    }
    return render(request, "innovations/list.html", context)


def _own_units(request: Request) -> UnitQuerySet:
    """Units for which the person can begin something today."""
    return Unit.objects.of(request.user).active(timezone.localdate(request.at))


def innovation_new(request: Request) -> HttpResponse:
    units = _own_units(request)
    refuse_unless(units.exists(), _("Anda belum menjadi anggota unit yang masih aktif."))
    form = BasicsForm(
        posted(request),
        units=units,
        initial={"form_token": uuid.uuid4(), "unit": units.first()},
    )
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        innovation = workflow.record(
            user=request.user,
            unit=fields.pop("unit"),
            form_token=fields.pop("form_token") or uuid.uuid4(),
            at=request.at,
            **fields,
        )
        messages.success(request, _("Inovasi sudah tersimpan. Lengkapi bagian yang belum ada."))
        return redirect("innovation", innovation.pk)
    return render(request, "innovations/form.html", {"form": form}, status=_status(form))


def innovation_page(request: Request, pk: int) -> HttpResponse:
    innovation = visible_innovation(request, pk)
    parts = completeness.parts(innovation)
    seen = Innovation.objects.visible_to(request.user).select_related("unit")
    context = {
        "innovation": innovation,
        "may_edit": may_edit(request.user, innovation),
        "facts": facts(innovation),
        "texts": _texts(innovation),
        "honours": honours(innovation),
        "replicates": seen.filter(pk=innovation.replicates_id).first(),
        "copies": seen.filter(replicates=innovation).order_by("title", "pk"),
        "team": innovation.team.all(),
        "material_kinds": Material.Kind.choices,
        "materials": innovation.materials.filter(removed_at=None).select_related("file"),
        "tasks": [_task(part) for part in parts],
        "percent": completeness.percent(parts),
        "moves": [
            {"url": _move_url(innovation, verb), "words": VERB_WORDS[verb]}
            for verb in verbs_from(Status(innovation.status))
            if may_move(request.user, innovation, verb)
        ],
        "history": history(innovation),
    }
    return render(request, "innovations/page.html", context)


def innovation_edit(request: Request, pk: int) -> HttpResponse:
    innovation = own_innovation(request, pk)
    form = RecordForm(posted(request), user=request.user, instance=innovation)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        version = fields.pop("version")
        try:
            workflow.revise(
                Innovation.objects.get(pk=pk),
                user=request.user,
                version=version,
                at=request.at,
                **fields,
            )
        except Stale as stale:
            return _both_versions(request, form, stale.current)
        messages.success(request, _("Perubahan sudah tersimpan."))
        return redirect("innovation", pk)
    context = {"form": form, "innovation": innovation}
    return render(request, "innovations/form.html", context, status=_status(form))


def _both_versions(request: Request, form: RecordForm, saved: Innovation) -> HttpResponse:
    """Somebody saved in between: the own text stays in the form, the other is shown beside it."""
    data = form.data.copy()
    data["version"] = str(saved.version)
    form.data = data
    context = {"form": form, "innovation": saved, "saved": facts(saved) + _texts(saved)}
    return render(request, "innovations/form.html", context, status=409)


def innovation_team(request: Request, pk: int) -> HttpResponse:
    innovation = own_innovation(request, pk)
    written = "\n".join(f"{m.name}, {m.role}" if m.role else m.name for m in innovation.team.all())
    form = TeamForm(posted(request), initial={"members": written, "version": innovation.version})
    if request.method == "POST" and form.is_valid():
        try:
            workflow.set_team(
                innovation,
                form.rows(),
                user=request.user,
                version=form.cleaned_data["version"],
                at=request.at,
            )
        except Stale as stale:
            form.data = {**form.data.dict(), "version": stale.current.version}
            context = {"form": form, "innovation": innovation, "saved": written}
            return render(request, "innovations/team.html", context, status=409)
        messages.success(request, _("Tim sudah tersimpan."))
        return redirect("innovation", pk)
    context = {"form": form, "innovation": innovation}
    return render(request, "innovations/team.html", context, status=_status(form))


def innovation_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """The moves of the unit itself."""
    return _move(request, own_innovation(request, pk), verb, UNIT_VERBS)


def innovation_catalogue(request: Request, pk: int, verb: str) -> HttpResponse:
    """Panitia's moves: into the catalogue and out of it."""
    return _move(request, visible_innovation(request, pk), verb, COMMITTEE_VERBS)


def _move(
    request: Request, innovation: Innovation, verb: str, verbs: frozenset[Verb]
) -> HttpResponse:
    """Ask once more, then move the record along its graph."""
    if verb not in verbs:
        raise Http404
    refuse_unless(may_move(request.user, innovation, Verb(verb)))
    form = MoveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            workflow.move(
                innovation,
                Verb(verb),
                user=request.user,
                at=request.at,
                note=form.cleaned_data["note"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("innovation", innovation.pk)
    context = {"form": form, "innovation": innovation, "words": VERB_WORDS[Verb(verb)]}
    return render(request, "innovations/move.html", context, status=_status(form))


def innovation_revision(request: Request, pk: int, version: int) -> HttpResponse:
    """What one save changed, compared with the save before it."""
    innovation = visible_innovation(request, pk)
    revision = get_object_or_404(innovation.revisions.select_related("saved_by"), version=version)
    before = innovation.revisions.filter(version__lt=version).first()
    context = {
        "innovation": innovation,
        "revision": revision,
        "before": before,
        "differences": differences(before.content if before else {}, revision.content),
    }
    return render(request, "innovations/revision.html", context)


def _move_url(innovation: Innovation, verb: Verb) -> str:
    name = "innovation-catalogue" if verb in COMMITTEE_VERBS else "innovation-move"
    return reverse(name, args=[innovation.pk, verb])


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _task(part: completeness.Part) -> dict[str, str]:
    return {
        "label": part.label,
        "note": part.note or ("" if part.is_there or not part.is_needed else _("Wajib.")),
        "state": "done" if part.is_there else ("needed" if part.is_needed else "optional"),
    }


def _texts(innovation: Innovation) -> list[dict[str, Any]]:
    names = ("summary", "design_rationale", "aims", "benefits", "results")
    return [
        {"term": Innovation._meta.get_field(name).verbose_name, "value": getattr(innovation, name)}
        for name in names
    ]
