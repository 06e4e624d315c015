"""Signing in and out."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from inovasi.lib.forms import whole_number
from inovasi.lib.http import Request
from units.models import User


class SignInForm(AuthenticationForm):
    """Case does not matter in an address; nothing tells whether an account exists."""

    password = forms.CharField(
        label=_("Kata sandi"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    error_messages = {
        "invalid_login": _("Alamat surel atau kata sandi salah. Periksa lalu coba lagi."),
        "inactive": _("Alamat surel atau kata sandi salah. Periksa lalu coba lagi."),
    }


class SignIn(LoginView):
    template_name = "units/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = demo_accounts() if settings.DEMO else []
        return super().get_context_data(demo_groups=accounts, **kwargs)


def demo_accounts() -> list[dict[str, Any]]:
    """The sample accounts by role, for the sign-in page of the demo."""
    people = User.objects.filter(is_demo=True).exclude(demo_role="").order_by("demo_order", "pk")
    roles: dict[str, list[dict[str, Any]]] = {}
    for p in people:
        account = {"pk": p.pk, "name": p.full_name, "email": p.email, "role": p.demo_note}
        roles.setdefault(p.demo_role, []).append(account)
    return [{"role": role, "accounts": accounts} for role, accounts in roles.items()]


def demo_sign_in(request: Request) -> HttpResponse:
    """One click into a sample account; exists only in the demo."""
    if not settings.DEMO:
        raise Http404
    account = whole_number(request.POST.get("account", ""))
    user = get_object_or_404(User, pk=account, is_demo=True, is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(settings.LOGIN_REDIRECT_URL)
