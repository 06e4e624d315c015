"""allauth's mails as letters of the outbox: only the worker talks SMTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from notifications.workflow import post, post_to_address
from units.models import User

LETTERS = {
    "account/email/password_reset_key": "units/password_reset",
    "account/email/unknown_account": "units/unknown_account",
    "account/email/email_confirmation": "units/address_code",
    "account/email/email_confirmation_signup": "units/address_code",
}
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
ONCE_A_DAY = {"account/email/unknown_account"}
"""To strangers: nobody can make the portal write to them more than once a day."""


def put(prefix: str, address: str, context: Mapping[str, Any], *, at: datetime) -> None:
    """Put the letter that allauth calls `prefix` into the outbox; a KeyError is one we lack."""
    words = {**context, "address": address, "at": at}
    notice = NOTICES.get(prefix)
    if notice is not None:
        words["what"] = str(notice) % context
    letter = "units/security_notice" if notice is not None else LETTERS[prefix]
    event = at.date().isoformat() if prefix in ONCE_A_DAY else uuid4().hex
    key = f"{prefix}:{event}"
    user = context.get("user")
    if isinstance(user, User) and user.email.lower() == address.lower():
        post(letter, key=key, recipients=[user], context=words, at=at)
    else:
        post_to_address(letter, key=key, address=address, context=words, at=at)
