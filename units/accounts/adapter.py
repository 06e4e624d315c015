"""How allauth behaves here: no sign-up, letters through the outbox, limits that lock nobody out."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.accounts import browsers, letters
from units.models import User

logger = logging.getLogger("portal.security")

TOO_MANY_TRIES = "too_many_login_attempts"
WAYS = {
    "reauthenticate": _("Pakai kata sandi"),
    "mfa_reauthenticate": _("Pakai kode dari aplikasi"),
    "mfa_reauthenticate:webauthn": _("Pakai kunci sandi"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Alamat surel atau kata sandi salah. Periksa lalu coba lagi."),
        TOO_MANY_TRIES: _(
            "Terlalu banyak percobaan yang salah. Tunggu 5 menit, lalu coba lagi, atau atur ulang "
            "kata sandi Anda."
        ),
        "duplicate_email": _("Alamat ini sudah menjadi alamat akun Anda."),
        "email_taken": _("Alamat ini sudah dipakai akun lain."),
        "enter_current_password": _("Kata sandi yang sekarang salah."),
        "incorrect_password": _("Kata sandi salah."),
        "incorrect_code": _("Kode salah atau sudah berganti. Ketik kode yang terbaru."),
        "invalid_password_reset": _("Tautan ini tidak berlaku lagi."),
        "same_as_current": _("Isinya sama dengan yang sekarang."),
        "rate_limited": _("Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from invitations and from panitia, never from a public form."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Only the script of the passkeys speaks JSON; every other page is a page."""
        match = request.resolver_match
        return bool(match) and match.url_name == "mfa_login_webauthn" and super().is_ajax(request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": WAYS[way["id"]]} for way in ways]

    # Letters

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letters.put(template_prefix, email, context, at=timezone.now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "user": user}, email
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Never built from the request's host: a forged one would get the key."""
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.PUBLIC_URL}{path}"

    # Limits

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """An account as tried from one address: a stranger uses up only the own tries."""
        return f"{self.get_client_ip(request)}:{credentials.get('email', '').lower()}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Also counts an account's wrong tries from everywhere, for browsers it never used."""
        try:
            super().pre_authenticate(request, **credentials)
            self._count_elsewhere(request, credentials.get("email", "").lower())
        except ValidationError:
            logger.warning("sign-in held back ip=%s", self.get_client_ip(request))
            raise

    def _count_elsewhere(self, request: HttpRequest, email: str) -> None:
        self._elsewhere = None
        if browsers.is_known(request, email):
            return
        self._elsewhere = ratelimit.consume(
            request, app="allauth.account", action="login_failed_elsewhere", key=email
        )
        if not self._elsewhere:
            self._rollback_login_failed_rl_usage()
            raise self.validation_error(TOO_MANY_TRIES)

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if getattr(self, "_elsewhere", None):
            self._elsewhere.rollback()

    # Entering

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        browsers.remember(request, response, user)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """The same words as for a wrong password: a disabled account is nobody's business."""
        messages.error(request, self.error_messages["email_password_mismatch"])
        return redirect("sign-in")


def client_ip(request: HttpRequest | None) -> str:
    """The address for a log line; "-" for requests that never came over a wire."""
    request = request or context.request
    if request is None or not request.META.get("REMOTE_ADDR"):
        return "-"
    return AccountAdapter().get_client_ip(request)
