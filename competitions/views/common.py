"""What the editor's pages share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from competitions.models import Edition
from competitions.permissions import may_edit_rules
from inovasi.lib.http import Request
from inovasi.lib.pages import refusal_page
from inovasi.lib.verdict import Refused
from inovasi.templatetags.portal import file_size


def edition_of(slug: str) -> Edition:
    return get_object_or_404(Edition, slug=slug)


def whole_edition(slug: str) -> Edition:
    """With every row of its rules."""
    return get_object_or_404(Edition.objects.with_rules(), slug=slug)


def locked_page(request: Request, edition: Edition, form: forms.BaseForm) -> HttpResponse | None:
    """403 with the reason, and with what was typed, where the rules are locked; None else."""
    verdict = may_edit_rules(request.user, edition)
    return None if verdict else refusal_page(request, verdict.reason, form)


def form_page(
    request: Request, edition: Edition | None, form: forms.BaseForm, title: str, **more: Any
) -> HttpResponse:
    """One form with its words; `status` is 422 with errors unless it is given."""
    status = more.pop("status", 422 if form.is_bound and not form.is_valid() else 200)
    context = {"edition": edition, "form": form, "title": title, **more}
    template = more.get("template", "competitions/editor/form.html")
    return render(request, template, context, status=status)


def try_deed(form: forms.BaseForm, deed: Callable[[], object]) -> object | None:
    """What the deed returns; None when it was refused, the reason then stands in the form."""
    try:
        return deed() or True
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return None


def keep_typed(form: forms.BaseForm, **fresh: str) -> None:
    """Let the next save know what was seen now, and leave every other word as it was typed."""
    data = form.data.copy()
    for name, value in fresh.items():
        data[form.add_prefix(name)] = value
    form.data = data


def differing(form: forms.ModelForm, current: Model) -> list[dict[str, Any]]:
    """What stands in the table where the form says something else, for a list of terms."""
    return [
        {"term": form.fields[name].label, "value": _shown(current, name)}
        for name, typed in form.cleaned_data.items()
        if name in form._meta.fields and getattr(current, name) != typed
    ]


def _shown(row: Model, name: str) -> object:
    """A value as people read it: the words of a choice, the size of a file, yes or no."""
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if name.endswith("_bytes"):
        return file_size(value)
    choice = getattr(row, f"get_{name}_display", None)
    return choice() if choice else ("–" if value in {None, ""} else value)


def done(request: Request, sentence: str, to: str, *arguments: object) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(to, *arguments)
