"""The forms of the second factors in the portal's words."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.utils.translation import gettext_lazy as _

from units.accounts.forms import Worded, Words
from units.accounts.second_factors import SecondFactorAdapter

BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What the reader of keys' answers lets slip when an answer was not made by a browser."""


class Code(Worded):
    """A code is digits for phones' keyboards, but a pasted space or dash does no harm."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")


class CodeForm(Code, AuthenticateForm):
    labels: Words = {"code": _("Kode dari aplikasi, atau satu kode cadangan")}


class ReauthenticateCodeForm(Code, ReauthenticateForm):
    labels: Words = {"code": _("Kode dari aplikasi, atau satu kode cadangan")}


class ActivateAppForm(Code, ActivateTOTPForm):
    labels: Words = {"code": _("Kode 6 angka dari aplikasi")}

    @property
    def spelled_secret(self) -> str:
        """In groups of four, for typing it over."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class AddKeyForm(Worded, AddWebAuthnForm):
    labels: Words = {
        "name": _("Nama kunci"),
        "passwordless": _("Boleh masuk dengan kunci ini saja, tanpa kata sandi"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("Misalnya “Ponsel saya”.")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except BROKEN as error:
            raise SecondFactorAdapter().validation_error("incorrect_code") from error


class Answer:
    """A key's answer: a broken one is refused in words like a wrong one."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except BROKEN as error:
            raise SecondFactorAdapter().validation_error("incorrect_code") from error


class SignInKeyForm(Answer, LoginWebAuthnForm):
    pass


class KeyForm(Answer, AuthenticateWebAuthnForm):
    pass


class ReauthenticateKeyForm(Answer, ReauthenticateWebAuthnForm):
    pass


class EditKeyForm(Worded, EditWebAuthnForm):
    labels: Words = {"name": _("Nama kunci")}
