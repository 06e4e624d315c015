"""Error pages: what happened, what to do, a reference number; never an internal."""

import logging
import sys
from collections.abc import Iterator

import psycopg2
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from uploads.storage import is_full

logger = logging.getLogger(__name__)

AWAY = ("08", "57P")
"""Classes of PostgreSQL's codes: no connection; the administrator or a crash ended it. Without a
code the line broke before the server could say anything."""


def error_page(
    request: HttpRequest, status: int, *, title: str = "", text: str = ""
) -> HttpResponse:
    """The page of an error status; `title` and `text` replace its general words."""
    context = {"title": title, "text": text, "reference": getattr(request, "reference", "")}
    return render(request, f"errors/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403, text=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    response = error_page(request, 429)
    response.headers["Retry-After"] = "60"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    logger.warning("CSRF check failed: %s", reason)
    text = _(
        "Formulir ini sudah kedaluwarsa, mungkin karena Anda masuk atau keluar di tab lain. "
        "Kembali ke halaman sebelumnya, muat ulang, lalu kirim lagi."
    )
    return error_page(request, 403, title=_("Formulir kedaluwarsa"), text=text)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without request context: whatever broke may be part of it."""
    error = sys.exc_info()[1]
    context = {"reference": getattr(request, "reference", "")}
    if is_database_away(error) and not is_out_of_space(error):
        words = render_to_string("errors/no_database.html", context)
        return HttpResponse(words, status=503, headers={"Retry-After": "30"})
    status = 507 if is_out_of_space(error) else 500
    return HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)


def is_out_of_space(error: BaseException | None) -> bool:
    """True when the disk of the files or of the database is full, anywhere in the chain."""
    return any(
        (isinstance(each, OSError) and is_full(each))
        or (isinstance(each, OperationalError) and "No space left" in str(each))
        for each in _chain(error)
    )


def is_database_away(error: BaseException | None) -> bool:
    """True when PostgreSQL was stopped, is starting, or cut the line, anywhere in the chain."""
    return any(
        isinstance(each, psycopg2.OperationalError | psycopg2.InterfaceError)
        and (each.pgcode is None or each.pgcode.startswith(AWAY))
        for each in _chain(error)
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
