"""The way past the house for pieces that follow each other."""

import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from uploads import passes
from uploads.views import UploadView


class PassMiddleware:
    """Lets a piece with a pass through, before anything is read for it; answers have all headers.

    It stands where the session is read next.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response, self.view = get_response, UploadView.as_view()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.arrived = time.monotonic()
        known = passes.recall(request) if request.method == "PATCH" else None
        if known is None:
            return self.get_response(request)
        request.user, request.upload_pass = known.user, known
        return self.view(request, upload_id=known.upload_id)
