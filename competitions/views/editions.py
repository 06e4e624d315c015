"""Panitia's list of editions, one edition as a task list, and the deeds about a whole edition."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from competitions import workflow
from competitions.forms import CopyForm, EditionForm, PhasesForm
from competitions.models import Edition
from competitions.permissions import may_change_opened, may_edit_rules
from competitions.presentation.overview import placed, state_of, tasks
from competitions.readiness import readiness
from competitions.sentences import span
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
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Refused, Stale, refuse_unless


def edition_list(request: Request) -> HttpResponse:
    page = page_of(Edition.objects.prefetch_related("phases"), request)
    rows = [{"edition": each, "state": state_of(each, request.at)} for each in page]
    opened = Edition.objects.public(request.at).filter(is_practice=False)
    context = {"page": page, "rows": rows, "latest": opened.first()}
    return render(request, "competitions/editor/list.html", context)


def edition_new(request: Request) -> HttpResponse:
    """An edition without rules; copying an earlier one is the usual way."""
    form = EditionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = try_deed(form, lambda: workflow.draft_edition(user=request.user, **form.values()))
        if made:
            return done(request, _("Edisi dibuat. Lengkapi bagiannya."), "edition", made.slug)
    return form_page(request, None, form, _("Edisi baru"))


def overview(request: Request, slug: str) -> HttpResponse:
    edition = whole_edition(slug)
    lacking = [] if edition.is_open else readiness(edition, request.at)
    context = {
        "edition": edition,
        "state": state_of(edition, request.at),
        "tasks": tasks(edition, request.at),
        "lacking": placed(edition, lacking),
        "may_edit": may_edit_rules(request.user, edition),
        "may_change": may_change_opened(request.user, edition),
        "changes": edition.changes.select_related("actor"),
        "extensions": edition.extensions.select_related("unit", "granted_by"),
    }
    return render(request, "competitions/editor/overview.html", context)


def edition_facts(request: Request, slug: str) -> HttpResponse:
    edition = edition_of(slug)
    form = EditionForm(posted(request), instance=edition)
    if page := locked_page(request, edition_of(slug), form):
        return page
    saved = None
    if request.method == "POST" and form.is_valid():
        try:
            if changed := try_deed(
                form,
                lambda: workflow.change_edition(
                    edition, seen=form.cleaned_data["seen"], user=request.user, **form.values()
                ),
            ):
                return done(request, _("Data pokok tersimpan."), "edition", changed.slug)
        except Stale as stale:
            saved = differing(form, stale.current)
            keep_typed(form, seen=workflow.seen_row(stale.current))
    more = {"saved": saved, "status": 409} if saved is not None else {}
    return form_page(request, edition_of(slug), form, _("Data pokok"), **more)


def edition_phases(request: Request, slug: str) -> HttpResponse:
    edition = edition_of(slug)
    form = PhasesForm(posted(request), edition=edition)
    if page := locked_page(request, edition, form):
        return page
    more = {}
    if request.method == "POST" and form.is_valid():
        try:
            workflow.set_phases(
                edition, form.spans(), seen=form.cleaned_data["seen"], user=request.user
            )
            return done(request, _("Jadwal tersimpan."), "edition", slug)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        except Stale:
            saved = [{"term": str(row), "value": span(row)} for row in edition.phases.all()]
            keep_typed(form, seen=workflow.seen_phases(edition))
            more = {"saved": saved or [{"term": _("Jadwal"), "value": ""}], "status": 409}
    return form_page(request, edition, form, _("Jadwal"), is_calendar=True, **more)


def edition_copy(request: Request, slug: str) -> HttpResponse:
    """Begin the next edition with the rules of this one."""
    source = edition_of(slug)
    form = CopyForm(posted(request), initial=_proposed(source))
    if request.method == "POST" and form.is_valid():
        report = try_deed(
            form, lambda: workflow.copy_edition(source, user=request.user, **form.cleaned_data)
        )
        if report:
            return redirect("edition-copy-report", report.edition.slug)
    title = _("Salin %(edition)s") % {"edition": source}
    return form_page(request, source, form, title, is_copy=True, action=_("Salin"))


def _proposed(source: Edition) -> dict[str, object]:
    """Names with the next year in them where they have this one's."""
    year = source.year + 1

    def next_year(words: str) -> str:
        return words.replace(str(source.year), str(year))

    return {
        "name": next_year(source.name),
        "year": year,
        "slug": next_year(source.slug),
        "number_prefix": next_year(source.number_prefix),
    }


def edition_copy_report(request: Request, slug: str) -> HttpResponse:
    report = workflow.copy_report(edition_of(slug))
    context = {
        "edition": report.edition,
        "copied": [{"term": name, "value": number} for name, number in report.copied],
        "decisions": placed(report.edition, report.decisions),
    }
    return render(request, "competitions/editor/copy_report.html", context)


def edition_opening(request: Request, slug: str) -> HttpResponse:
    """What opening means; then it is done, or what is lacking stands here."""
    edition = whole_edition(slug)
    if request.method == "POST":
        try:
            workflow.open_edition(edition, user=request.user, at=request.at)
        except Refused as refusal:
            messages.error(request, refusal.reason)
            return redirect("edition", slug)
        return done(request, _("Edisi dibuka. Aturannya kini terkunci."), "edition", slug)
    refuse_unless(may_edit_rules(request.user, edition))
    context = {"edition": edition, "lacking": placed(edition, readiness(edition, request.at))}
    return render(request, "competitions/editor/opening.html", context)


def edition_removal(request: Request, slug: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    edition = whole_edition(slug)
    refuse_unless(may_edit_rules(request.user, edition))
    if request.method == "POST":
        workflow.discard_edition(edition, user=request.user)
        return done(request, _("Rancangan edisi dihapus."), "editions")
    context = {
        "edition": edition,
        "title": _("Hapus rancangan %(edition)s?") % {"edition": edition},
        "text": _("Semua aturan di dalamnya ikut terhapus dan tidak dapat dikembalikan."),
        "action": _("Hapus rancangan"),
    }
    return render(request, "competitions/editor/removal.html", context)
