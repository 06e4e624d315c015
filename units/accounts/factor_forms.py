"""The forms of the second factors in the portal's words."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

from units.accounts.forms import Worded, Words


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


class EditKeyForm(Worded, EditWebAuthnForm):
    labels: Words = {"name": _("Nama kunci")}
