"""The request as the portal's middleware leaves it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse


class Request(HttpRequest):
    at: datetime
    """The one moment of this request; everything that asks the clock is given it."""
    reference: str
    """Short number shown on error pages and written into every log line."""
    factor_missing: bool
    """Set on the pages where somebody who must have a second factor sets one up."""


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep. `name` is the portal's own: plain letters, digits, dashes and a dot."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
