"""Pieces of pages: paging within bounds, and a refusal that keeps what was typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PAGE_SIZE = 50


def page_of(rows: QuerySet[Any] | Sequence[Any], request: HttpRequest) -> Page:
    """The page that `?halaman=` names; a senseless number gives the nearest page."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("halaman"))


def refusal_page(
    request: HttpRequest, reason: str, form: forms.BaseForm, *, status: int = 403
) -> HttpResponse:
    """The reason, and every text of the form to copy: a closed door loses no word."""
    texts = [
        {"label": field.label, "value": field.value(), "id": field.auto_id}
        for field in form.visible_fields()
        if isinstance(field.field.widget, forms.TextInput | forms.Textarea) and field.value()
    ]
    context = {"reason": reason, "texts": texts}
    return render(request, "refused.html", context, status=status)
