"""The rulebook, readable by everyone, with its files and the empty question sheet."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from competitions.calendar import timeline
from competitions.models import DocumentRule, Edition, Group
from competitions.presentation import question_sheet
from competitions.sentences import goes_on
from inovasi.lib.http import Request
from uploads.delivery import deliver
from uploads.models import StoredFile


def rulebook(request: Request, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.public(request.at).with_rules(), slug=slug)
    return rulebook_page(request, edition)


def rulebook_page(request: Request, edition: Edition, *, is_preview: bool = False) -> HttpResponse:
    """`edition` comes from `with_rules()`."""
    context = {
        "edition": edition,
        "phases": timeline(edition, request.at),
        "stages": _stages(edition),
        "changes": edition.changes.all(),
        "is_preview": is_preview,
    }
    return render(request, "competitions/rulebook.html", context)


def _stages(edition: Edition) -> list[dict[str, Any]]:
    """Each stage, and for all but the last who goes on to the next."""
    stages = list(edition.stages.all())
    return [
        {"stage": each, "goes_on": goes_on(each) if each != stages[-1] else ""} for each in stages
    ]


def guideline(request: Request, slug: str) -> HttpResponseBase:
    edition = get_object_or_404(
        Edition.objects.public(request.at).select_related("guideline"), slug=slug
    )
    return _file(request, edition.guideline)


def template(request: Request, slug: str, pk: int) -> HttpResponseBase:
    """The form that a document is written on."""
    edition = get_object_or_404(Edition.objects.public(request.at), slug=slug)
    rules = DocumentRule.objects.select_related("template").filter(group__edition=edition)
    return _file(request, get_object_or_404(rules, pk=pk).template)


def _file(request: Request, file: StoredFile | None) -> HttpResponseBase:
    if file is None:
        raise Http404
    return deliver(request, file, inline=True)


def sheet_docx(request: Request, slug: str, pk: int) -> HttpResponse:
    sheet = question_sheet.sheet(_group(request, slug, pk))
    return _download(question_sheet.docx(sheet), question_sheet.DOCX_TYPE, sheet["name"], "docx")


def sheet_pdf(request: Request, slug: str, pk: int) -> HttpResponse:
    group = _group(request, slug, pk)
    sheet = question_sheet.sheet(group)
    made = group.edition.opened_at or request.at
    return _download(question_sheet.pdf(sheet, made), "application/pdf", sheet["name"], "pdf")


def _group(request: Request, slug: str, pk: int) -> Group:
    """A group of a public edition."""
    rows = Group.objects.select_related("edition").prefetch_related("sections", "document_rules")
    editions = Edition.objects.public(request.at).filter(slug=slug)
    return get_object_or_404(rows, pk=pk, edition__in=editions)


def _download(content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    file_name = f"{_('lembar-pertanyaan')}-{name}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
