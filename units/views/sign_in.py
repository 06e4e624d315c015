"""Signing in."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from inovasi.lib.forms import whole_number
from inovasi.lib.http import Request
from units.accounts.forms import SignInForm
from units.accounts.sessions import let_in
from units.models import User

WAIT = 300
"""Seconds after which wrong tries are forgotten; as in ACCOUNT_RATE_LIMITS."""


class SignIn(LoginView):
    template_name = "units/sign_in.html"

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        if form.is_held_back:
            response.status_code = 429
            response.headers["Retry-After"] = str(WAIT)
        return response

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
    let_in(request, user)
    return redirect(settings.LOGIN_REDIRECT_URL)
