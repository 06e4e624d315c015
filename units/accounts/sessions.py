"""How somebody gets a session, and how long it lasts."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from units.models import User


def let_in(request: HttpRequest, user: User) -> None:
    """A session without a password: the demo's click, an invitation that was just taken."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(request)


LAST_USED = "last_used"
NOTED_EVERY = 60
"""Seconds between two notes of when a session was used: not every request writes."""


def limit(request: HttpRequest) -> None:
    """Ends the session a working day after signing in, however busy it is."""
    request.session[LAST_USED] = int(timezone.now().timestamp())
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def has_lain_idle(request: HttpRequest, at: datetime) -> bool:
    """True when nobody used the session for `SESSION_IDLE_SECONDS`; else its use is noted."""
    now = int(at.timestamp())
    since = now - request.session.get(LAST_USED, 0)
    if since > settings.SESSION_IDLE_SECONDS:
        return True
    if since > NOTED_EVERY:
        request.session[LAST_USED] = now
    return False


def confirm_address(user: User) -> None:
    """The person has shown that the address is theirs; allauth then asks for no code."""
    own, same = Q(user=user), Q(email__iexact=user.email)
    EmailAddress.objects.filter((own & ~same) | (same & ~own)).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
