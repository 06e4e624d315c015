"""What happens to accounts, in the log: who, what, from where; never a secret."""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as sessions
from django.dispatch import receiver
from django.http import HttpRequest

from units.accounts.adapter import client_ip
from units.accounts.sessions import limit
from units.models import User

logger = logging.getLogger("portal.security")


def _note(what: str, user: User | None, request: HttpRequest | None, more: str = "") -> None:
    logger.info("%s user=%s ip=%s%s", what, user.pk if user else "-", client_ip(request), more)


@receiver(sessions.user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    limit(request)
    _note("signed in", user, request)


@receiver(sessions.user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    _note("signed out", user, request)


@receiver(sessions.user_login_failed)
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """The typed address is not logged: people also type passwords into that field."""
    address = credentials.get("email", "")
    _note("sign-in refused", User.objects.filter(email__iexact=address).first(), request)


@receiver(account.password_changed)
@receiver(account.password_set)
@receiver(account.password_reset)
def password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _note("password changed", user, request)


@receiver(account.email_changed)
def address_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _note("address changed", user, request)


@receiver(factors.authenticator_added)
def factor_added(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    _note("second factor added", user, request, f" type={authenticator.type}")


@receiver(factors.authenticator_removed)
def factor_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    _note("second factor removed", user, request, f" type={authenticator.type}")


@receiver(factors.authenticator_reset)
def codes_renewed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _note("recovery codes renewed", user, request)


@receiver(factors.authentication_failed)
def factor_refused(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _note("second factor refused", user, request)
