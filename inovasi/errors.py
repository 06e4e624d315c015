"""Error pages: what happened, what to do, a reference number; never an internal."""

import errno
import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


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
    status = 507 if is_out_of_space(error) else 500
    context = {"reference": getattr(request, "reference", "")}
    return HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)


def is_out_of_space(error: BaseException | None) -> bool:
    """True when the disk of the files or of the database is full, anywhere in the chain."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_SPACE:
            return True
        if isinstance(error, OperationalError) and "No space left" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
