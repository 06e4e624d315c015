"""allauth's forms in the portal's words: one password field, nothing that hinders a manager."""

from typing import Any

from allauth.account import forms as account
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from units.accounts import sessions
from units.accounts.adapter import TOO_MANY_TRIES
from units.accounts.passwords import password_help
from units.models import User

Words = dict[str, str | Promise]


class Worded:
    """Gives fields their labels; placeholders go, because labels stand above the fields."""

    labels: Words = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = ""


class NewPassword(Worded):
    """One field: typing it twice keeps out managers, and the reset by e-mail helps after a slip."""

    labels: Words = {"password1": _("Kata sandi baru"), "oldpassword": _("Kata sandi sekarang")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        self.fields["password1"].help_text = password_help()


class SignInForm(Worded, account.LoginForm):
    """Case does not matter in an address; nothing tells whether an account exists."""

    labels: Words = {"login": _("Alamat surel"), "password": _("Kata sandi")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"

    @property
    def is_held_back(self) -> bool:
        return self.has_error("__all__", TOO_MANY_TRIES)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response = super().login(request, redirect_url)
        if request.user.is_authenticated:
            sessions.limit(request)  # allauth has just set a limit that slides
        return response


class ResetForm(Worded, account.ResetPasswordForm):
    labels: Words = {"email": _("Alamat surel")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "username"


class ResetFromKeyForm(NewPassword, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(NewPassword, account.ChangePasswordForm):
    pass


class SetPasswordForm(NewPassword, account.SetPasswordForm):
    pass


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    labels: Words = {"password": _("Kata sandi")}


class NewAddressForm(Worded, account.AddEmailForm):
    labels: Words = {"email": _("Alamat surel baru")}


class AddressCodeForm(Worded, account.ConfirmEmailVerificationCodeForm):
    labels: Words = {"code": _("Kode dari surel")}


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name"]
        widgets = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}
