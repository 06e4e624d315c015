"""Paging that cannot be asked for more than it gives."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(rows: QuerySet[Any], request: HttpRequest) -> Page:
    """The page that `?halaman=` names; a senseless number gives the nearest page."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("halaman"))
