"""allauth's mails as letters of the outbox: only the worker talks SMTP."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from inovasi.lib.locks import one_at_a_time
from inovasi.lib.work import WorkState
from notifications.models import Message
from notifications.workflow import post, post_to_address

SERIES = timedelta(minutes=1)
"""Whoever asks for a new password again so soon has clicked twice; later they miss the letter."""

NOTICES = {
    "account/email/password_changed": _("Kata sandi akun Anda diganti."),
    "account/email/password_reset": _("Kata sandi akun Anda diatur ulang lewat surel."),
    "account/email/password_set": _("Akun Anda diberi kata sandi."),
    "account/email/email_changed": _("Alamat surel akun Anda diganti menjadi %(to_email)s."),
    "account/email/email_deleted": _("Alamat %(deleted_email)s dilepas dari akun Anda."),
    "mfa/email/totp_activated": _("Aplikasi autentikator dipasang pada akun Anda."),
    "mfa/email/totp_deactivated": _("Aplikasi autentikator dilepas dari akun Anda."),
    "mfa/email/webauthn_added": _("Kunci sandi ditambahkan ke akun Anda."),
    "mfa/email/webauthn_removed": _("Kunci sandi dihapus dari akun Anda."),
    "mfa/email/recovery_codes_generated": _("Kode cadangan akun Anda dibuat baru."),
}


def put(prefix: str, address: str, context: Mapping[str, Any], *, at: datetime) -> None:
    """Put the letter that allauth calls `prefix` into the outbox; a KeyError is one we lack."""
    if prefix in NOTICES:
        security_notice(str(NOTICES[prefix]) % context, address, context, at=at)
    else:
        LETTERS[prefix](address, context, at=at)


def password_reset(address: str, context: Mapping[str, Any], *, at: datetime) -> None:
    """One for a series of clicks, unless it came back."""
    words, user = {**context, "address": address}, context["user"]
    with transaction.atomic():
        one_at_a_time(f"password-reset:{user.pk}")
        lately = Message.objects.of(user).filter(created_at__gt=at - SERIES)
        wanted = lately.exclude(state=WorkState.FAILED).filter(letter="units/password_reset")
        if not wanted.exists():
            key = _key("password-reset")
            post("units/password_reset", key=key, recipients=[user], context=words, at=at)


def unknown_account(address: str, context: Mapping[str, Any], *, at: datetime) -> None:
    """To a stranger: nobody can make the portal write to them more than once a day."""
    key = f"unknown-account:{at.date().isoformat()}"
    words = {"address": address}
    post_to_address("units/unknown_account", key=key, address=address, context=words, at=at)


def address_code(address: str, context: Mapping[str, Any], *, at: datetime) -> None:
    words = {**context, "address": address}
    key = _key("address-code")
    post_to_address("units/address_code", key=key, address=address, context=words, at=at)


def security_notice(what: str, address: str, context: Mapping[str, Any], *, at: datetime) -> None:
    """After each change of an account; a change of address is told to the old one."""
    words, key, user = {**context, "what": what, "at": at}, _key("notice"), context["user"]
    if user.email.lower() == address.lower():
        post("units/security_notice", key=key, recipients=[user], context=words, at=at)
    else:
        post_to_address("units/security_notice", key=key, address=address, context=words, at=at)


def _key(event: str) -> str:
    return f"{event}:{uuid4().hex}"


LETTERS: Mapping[str, Callable[..., None]] = {
    "account/email/password_reset_key": password_reset,
    "account/email/unknown_account": unknown_account,
    "account/email/email_confirmation": address_code,
    "account/email/email_confirmation_signup": address_code,
}
