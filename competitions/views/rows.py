"""Panitia's pages about single rows of a rulebook: add, change, move, remove, attach a form."""

from typing import Any

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from competitions import workflow
from competitions.forms import FORMS, Bands, RuleForm
from competitions.models import Criterion, Edition, Group, Stage
from competitions.permissions import may_edit_rules
from competitions.presentation.overview import facts_of
from competitions.presentation.parts import KINDS, NOUN_OF, Kind, children_of
from competitions.readiness import readiness
from competitions.views.common import (
    differing,
    done,
    edition_of,
    form_page,
    keep_typed,
    locked_page,
    try_deed,
    whole_edition,
)
from competitions.workflow.rows import parent_field
from inovasi.lib.forms import posted, whole_number
from inovasi.lib.http import Request
from inovasi.lib.pages import refusal_page
from inovasi.lib.verdict import Stale, refuse_unless


def part(request: Request, slug: str, noun: str) -> HttpResponse:
    """The categories, groups or stages of an edition, in their order."""
    kind = KINDS[noun]
    if kind.parent:
        raise Http404
    edition = whole_edition(slug)
    refuse_unless(may_edit_rules(request.user, edition))
    lacking = [each for each in readiness(edition, request.at) if each.part == noun]
    context = {
        "edition": edition,
        "kind": kind,
        "rows": lines(edition, kind, kind.rows(edition)),
        "lacking": lacking,
    }
    return render(request, "competitions/editor/part.html", context)


def lines(edition: Edition, kind: Kind, rows: Any) -> list[dict[str, Any]]:
    """Rows of one list with their addresses."""
    found = list(rows)
    return [
        {
            "row": row,
            "facts": facts_of(row),
            "url": reverse("edition-row", args=[edition.slug, kind.noun, row.pk]),
            "order_url": reverse("edition-row-order", args=[edition.slug, kind.noun, row.pk]),
            "is_first": place == 0,
            "is_last": place == len(found) - 1,
        }
        for place, row in enumerate(found)
    ]


def row_new(request: Request, slug: str, noun: str, parent: int | None = None) -> HttpResponse:
    kind = KINDS[noun]
    edition = Edition.objects.filter(slug=slug).first()
    owner = _owner(edition, kind, parent) if edition else None
    if edition is None or owner is None:
        return _lost(request, kind)
    row = kind.model(**{parent_field(kind.model): owner})
    form = FORMS[kind.model](posted(request), instance=row)
    bands = _bands(request, row)
    if page := locked_page(request, edition, form):
        return page
    if request.method == "POST" and form.is_valid() and (bands is None or bands.is_valid()):
        made = try_deed(
            form,
            lambda: workflow.add_row(
                form.instance, user=request.user, bands=bands.bands() if bands else ()
            ),
        )
        if made:
            return redirect(_after(edition, made))
    return _page(request, edition, kind, form, bands)


def row(request: Request, slug: str, noun: str, pk: int) -> HttpResponse:
    """The form of a row; below a group or stage, the lists that belong to it."""
    kind = KINDS[noun]
    edition = Edition.objects.filter(slug=slug).first()
    if edition is None:
        return _lost(request, kind)
    found = kind.rows(edition).filter(pk=pk).first()
    if found is None:
        return _gone(request, edition, kind)
    form = FORMS[kind.model](posted(request), instance=found)
    bands = _bands(request, found)
    if page := locked_page(request, edition, form):
        return page
    if request.method == "POST" and form.is_valid() and (bands is None or bands.is_valid()):
        try:
            changed = try_deed(
                form,
                lambda: workflow.change_row(
                    found,
                    seen=form.cleaned_data["seen"],
                    user=request.user,
                    bands=bands.bands() if bands else (),
                    **form.values(),
                ),
            )
        except Stale as stale:
            return _stale(request, edition, kind, form, bands, stale.current)
        if changed:
            return redirect(_after(edition, changed))
    return _page(request, edition, kind, form, bands)


def _page(
    request: Request,
    edition: Edition,
    kind: Kind,
    form: RuleForm,
    bands: Any = None,
    **more: Any,
) -> HttpResponse:
    saved = form.instance if form.instance.pk else None
    if bands is not None and bands.is_bound and not bands.is_valid():
        more.setdefault("status", 422)
    lists = [
        {
            "kind": child,
            "rows": lines(edition, child, child.rows(edition).filter(**_below(saved))),
            "new_url": reverse("edition-row-new", args=[edition.slug, child.noun, saved.pk]),
        }
        for child in (children_of(kind.noun) if saved else [])
    ]
    title = str(kind.add) if saved is None else kind.name
    return form_page(
        request,
        edition,
        form,
        title,
        kind=kind,
        row=saved,
        lists=lists,
        bands=bands,
        back=_back(edition, form.instance),
        **more,
    )


def _gone(request: Request, edition: Edition, kind: Kind) -> HttpResponse:
    """The row was removed while its form was open: what was typed can be kept as a new row."""
    if request.method != "POST":
        raise Http404
    parent = whole_number(request.POST.get("parent", ""))
    owner_rows = KINDS[kind.parent].rows(edition) if kind.parent else None
    owner = edition if owner_rows is None else owner_rows.filter(pk=parent).first()
    if owner is None or not may_edit_rules(request.user, edition):
        return _lost(request, kind)
    form = FORMS[kind.model](request.POST, instance=kind.model(**{parent_field(kind.model): owner}))
    arguments = [edition.slug, kind.noun, *([owner.pk] if kind.parent else [])]
    return _page(
        request,
        edition,
        kind,
        form,
        _bands(request, form.instance),
        is_gone=gone(),
        action_url=reverse("edition-row-new", args=arguments),
        status=409,
    )


def _lost(request: Request, kind: Kind) -> HttpResponse:
    """There is no place any more for what was typed: the words are given back to copy."""
    if request.method != "POST":
        raise Http404
    return refusal_page(request, gone(), FORMS[kind.model](request.POST, instance=kind.model()))


def gone() -> str:
    return _("Yang Anda ubah sudah dihapus rekan Anda sementara formulir ini terbuka.")


def _stale(
    request: Request, edition: Edition, kind: Kind, form: RuleForm, bands: Any, current: Model
) -> HttpResponse:
    """A colleague was faster: what is stored stands beside what was typed."""
    saved = differing(form, current)
    if isinstance(current, Criterion):
        value = "; ".join(map(str, current.bands.all()))
        saved.append({"term": _("Rentang nilai"), "value": value})
    keep_typed(form, seen=workflow.seen_row(current))
    return _page(request, edition, kind, form, bands, saved=saved, status=409)


def row_removal(request: Request, slug: str, noun: str, pk: int) -> HttpResponse:
    kind, edition = KINDS[noun], edition_of(slug)
    refuse_unless(may_edit_rules(request.user, edition))
    found = kind.rows(edition).filter(pk=pk).first()
    if found is None:
        return done(request, _("Sudah dihapus."), "edition", slug)
    back = _back(edition, found)
    if request.method == "POST":
        workflow.remove_row(found, user=request.user)
        done(request, _("%(row)s dihapus.") % {"row": found}, "edition", slug)
        return redirect(back)
    context = {
        "edition": edition,
        "title": _("Hapus %(kind)s “%(row)s”?") % {"kind": kind.name.lower(), "row": found},
        "text": _("Yang ada di dalamnya ikut terhapus dan tidak dapat dikembalikan."),
        "action": _("Hapus"),
        "back": reverse("edition-row", args=[slug, noun, pk]),
    }
    return render(request, "competitions/editor/removal.html", context)


def row_order(request: Request, slug: str, noun: str, pk: int) -> HttpResponse:
    """One place up or down in its list."""
    kind, edition = KINDS[noun], edition_of(slug)
    refuse_unless(may_edit_rules(request.user, edition))
    found = kind.rows(edition).filter(pk=pk).first()
    if found is not None and hasattr(found, "order"):
        seen = whole_number(request.POST.get("place", ""))
        workflow.move_row(found, up="naik" in request.POST, seen=seen, user=request.user)
        return redirect(_back(edition, found))
    return redirect("edition", slug)


def _owner(edition: Edition, kind: Kind, parent: int | None) -> Edition | Group | Stage | None:
    """What a new row will belong to; None when it is gone."""
    if not kind.parent:
        return edition if parent is None else None
    return KINDS[kind.parent].rows(edition).filter(pk=parent or 0).first()


def _bands(request: Request, row: Model) -> Any:
    """The formset of a criterion; a new one proposes what the one before it has."""
    if not isinstance(row, Criterion):
        return None
    like = row if row.pk else row.stage.criteria.order_by("order", "pk").last()
    initial = [
        {"lowest": band.lowest, "highest": band.highest, "text": band.text}
        for band in (like.bands.all() if like else [])
    ]
    return Bands(posted(request), initial=initial, prefix="rentang")


def _below(row: Model | None) -> dict[str, Any]:
    return {"stage" if isinstance(row, Stage) else "group": row}


def _back(edition: Edition, row: Model) -> str:
    """The page that lists the row."""
    owner = getattr(row, parent_field(type(row)))
    if isinstance(owner, Edition):
        return reverse("edition-part", args=[edition.slug, NOUN_OF[type(row)]])
    return reverse("edition-row", args=[edition.slug, NOUN_OF[type(owner)], owner.pk])


def _after(edition: Edition, row: Model) -> str:
    """A group or stage is filled on, everything else is finished."""
    if children_of(NOUN_OF[type(row)]):
        return reverse("edition-row", args=[edition.slug, NOUN_OF[type(row)], row.pk])
    return _back(edition, row)
