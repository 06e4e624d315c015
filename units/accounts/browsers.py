"""Browsers in which somebody signed in before.

An account's owner must get in while strangers try its password from many addresses. So a browser
that was let in keeps a signed note, and only browsers without one share the account's count.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from units.models import User

COOKIE = "__Host-peramban" if settings.SECURE else "peramban"
SALT = "units.known-browser"
AGE = 180 * 24 * 3600
MOST = 8


def is_known(request: HttpRequest, email: str) -> bool:
    people = _people(request)
    return bool(people) and User.objects.filter(pk__in=people, email__iexact=email).exists()


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    others = [pk for pk in _people(request) if pk != user.pk]
    response.set_cookie(
        COOKIE,
        signing.dumps([user.pk, *others][:MOST], salt=SALT),
        max_age=AGE,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _people(request: HttpRequest) -> list[int]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return []
