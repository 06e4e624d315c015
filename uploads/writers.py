"""Who sends a piece of an upload."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from uploads.errors import SignedOut


@dataclass(frozen=True)
class Writer:
    """An account as it was found when the request came, or by another one before it (`passes`).

    Since then the body may have been on its way for long: a piece counts only while the session
    goes on and the account is the same. Without a session, nobody asks about it.
    """

    user: AbstractBaseUser
    session_key: str | None = None

    def asked_anew(self) -> Writer:
        """The same one as the rows say now. Raises `SignedOut`."""
        if self.session_key is None:
            return self
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(self.session_key)
        user = get_user(request)
        if not isinstance(user, AbstractBaseUser):
            raise signed_out()
        return Writer(user, self.session_key)


def signed_out() -> SignedOut:
    return SignedOut(_("Sesi Anda sudah berakhir. Masuk lagi, lalu lanjutkan unggahan."))
