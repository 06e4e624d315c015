"""The barest views that store and send a file as the portal must: the measure of its own.

Django without middleware, session, row or check, behind the portal's server.
"""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import path

BLOCK = 256 * 1024


def place() -> Path:
    return Path(os.environ["BENCH_FILE"])


def upload(request: HttpRequest, offset: int) -> HttpResponse:
    """Writes the body at `offset`, safely on disk before it answers."""
    left = int(request.META["CONTENT_LENGTH"])
    descriptor = os.open(place(), os.O_WRONLY | os.O_CREAT)
    try:
        os.lseek(descriptor, offset, os.SEEK_SET)
        while left and (block := request.read(min(BLOCK, left))):
            os.write(descriptor, block)
            left -= len(block)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return HttpResponse(status=204)


def download(request: HttpRequest) -> FileResponse:
    return FileResponse(place().open("rb"))


urlpatterns = [path("<int:offset>", upload), path("", download)]

if not settings.configured:  # in the server; who reads the measures in has the portal's settings
    settings.configure(MIDDLEWARE=[], ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"])
application = get_wsgi_application()
