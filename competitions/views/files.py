"""Panitia's pages about the files of a rulebook: guideline and forms, before and after opening."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from competitions import workflow
from competitions.audiences import everyone
from competitions.files import replaceable
from competitions.forms import ReplaceForm
from competitions.models import DocumentRule, Edition
from competitions.permissions import may_change_opened, may_edit_rules
from competitions.presentation.parts import KINDS
from competitions.views.changes import letters, record
from competitions.views.common import done, edition_of
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import refuse_unless
from uploads.errors import NotYours
from uploads.forms import receive, upload_parts
from uploads.models import StoredFile


def template_file(request: Request, slug: str, pk: int) -> HttpResponse:
    """The form that units download for a document: send another one, or take it away."""
    edition = edition_of(slug)
    rule = get_object_or_404(KINDS["dokumen"].rows(edition), pk=pk)
    back = reverse("edition-row", args=[slug, "dokumen", pk])
    if request.method == "POST" and "hapus" in request.POST:
        workflow.set_template(rule, None, user=request.user)
        return redirect(back)
    title = _("Contoh: %(document)s") % {"document": rule}
    return _file_page(request, edition, "document-template", rule, title, back)


def guideline_file(request: Request, slug: str) -> HttpResponse:
    edition = edition_of(slug)
    back = reverse("edition", args=[slug])
    if request.method == "POST" and "hapus" in request.POST:
        workflow.set_guideline(edition, None, user=request.user)
        return redirect(back)
    return _file_page(request, edition, "guideline", edition, _("Juknis"), back)


def _file_page(
    request: Request,
    edition: Edition,
    purpose: str,
    row: Edition | DocumentRule,
    title: str,
    back: str,
) -> HttpResponse:
    refuse_unless(may_edit_rules(request.user, edition))
    error = receive(request, purpose, str(row.pk)) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        done(request, _("Berkas diterima."), "edition", edition.slug)
        return redirect(back)
    context = {
        "edition": edition,
        "title": title,
        "current": row.guideline if isinstance(row, Edition) else row.template,
        "back": back,
        "upload": upload_parts(
            purpose, str(row.pk), accept=".pdf,.docx", done_url=back, at=request.at
        ),
        "error": error,
    }
    return render(request, "competitions/editor/file.html", context, status=422 if error else 200)


def file_list(request: Request, slug: str) -> HttpResponse:
    """The files of opened rules, to pick the one that gets a successor."""
    edition = edition_of(slug)
    documents = DocumentRule.objects.filter(group__edition=edition).select_related(
        "group", "template"
    )
    rows = [
        {
            "name": workflow.file_subject(row),
            "file": workflow.file_of(row),
            "url": reverse("edition-file", args=[slug, workflow.file_target(row)]),
        }
        for row in (edition, *documents.order_by("group", "order", "pk"))
    ]
    context = {
        "edition": edition,
        "rows": rows,
        "verdict": may_change_opened(request.user, edition),
    }
    return render(request, "competitions/editor/files.html", context)


def file_replacement(request: Request, slug: str, address: str) -> HttpResponse:
    """Send the new file, then tell the reason; nothing changes before that."""
    edition, row = _file_row(slug, address)
    refuse_unless(may_change_opened(request.user, edition))
    if request.method == "POST" and "reason" not in request.POST:
        error = receive(request, workflow.REPLACEMENT, address)
        return _replacement_page(request, edition, row, error) if error else redirect(request.path)
    waiting, current = workflow.waiting_file(row), workflow.file_of(row)
    if waiting is None:
        return _replacement_page(request, edition, row)
    seen = str(current.pk if current else "")
    form = ReplaceForm(posted(request), initial={"file": waiting.pk, "seen": seen})

    def chosen(data: Mapping[str, Any]) -> StoredFile:
        sent = StoredFile.objects.filter(purpose=workflow.REPLACEMENT, target=address)
        return get_object_or_404(sent, pk=data["file"])

    def ask(data: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "facts": [
                {"term": _("Semula"), "value": workflow.described(current) or "–"},
                {"term": _("Menjadi"), "value": workflow.described(chosen(data))},
                {"term": _("Alasan"), "value": data["reason"]},
            ],
            "notes": [_("Isi yang sudah ditulis unit tidak berubah.")],
            "letters": letters(everyone(edition)),
        }

    return record(
        request,
        edition,
        form,
        _("Ganti berkas: %(file)s") % {"file": workflow.file_subject(row)},
        deed=lambda data: workflow.replace_file(
            row,
            chosen(data),
            seen=data["seen"],
            reason=data["reason"],
            user=request.user,
            at=request.at,
        ),
        ask=ask,
        fresh=lambda: ([{"term": _("Berlaku"), "value": workflow.described(current)}], seen),
        said=_("Berkas diganti, dicatat, dan diberitahukan."),
        template="competitions/editor/replacement.html",
        **_replacement_parts(request, edition, row),
    )


def _file_row(slug: str, address: str) -> tuple[Edition, Edition | DocumentRule]:
    try:
        edition, row = replaceable(address)
    except NotYours:
        raise Http404 from None
    if edition.slug != slug:
        raise Http404
    return edition, row


def _replacement_page(
    request: Request, edition: Edition, row: Edition | DocumentRule, error: str = ""
) -> HttpResponse:
    context = {
        "edition": edition,
        "title": _("Ganti berkas: %(file)s") % {"file": workflow.file_subject(row)},
        "error": error,
        **_replacement_parts(request, edition, row),
    }
    status = 422 if error else 200
    return render(request, "competitions/editor/replacement.html", context, status=status)


def _replacement_parts(
    request: Request, edition: Edition, row: Edition | DocumentRule
) -> dict[str, Any]:
    return {
        "current": workflow.file_of(row),
        "waiting": workflow.waiting_file(row),
        "back": reverse("edition-files", args=[edition.slug]),
        "upload": upload_parts(
            workflow.REPLACEMENT,
            workflow.file_target(row),
            accept=".pdf,.docx",
            done_url=request.path,
            at=request.at,
        ),
    }
