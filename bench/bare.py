"""The least that a save can cost: the portal with a single page, and on it one indexed UPDATE.

Server, middleware and token are the portal's, session and account are read as Django reads them;
rules, history and locks there are none.
"""

import os
from collections.abc import Callable
from functools import cache

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inovasi.settings")
django.setup()

# They need the settings.
from django.contrib.auth.backends import ModelBackend  # noqa: E402

from units.accounts.backend import AccountBackend  # noqa: E402


def save(request: HttpRequest, pk: int) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE submissions_answer SET text = %s, version = version + 1 WHERE id = %s",
            [request.POST["text"], pk],
        )
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("<int:pk>/", save, name="submission-section")]
"""Under a name that the policy table opens to whoever is signed in."""


@cache
def portal() -> Callable[..., object]:
    """Made when the server asks: whoever only reads the measures in keeps the portal's settings."""
    settings.ROOT_URLCONF = __name__
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    AccountBackend.get_user = ModelBackend.get_user
    return get_wsgi_application()


def application(*arguments: object) -> object:
    return portal()(*arguments)
