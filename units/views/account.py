"""The own account: name, password, second factors, sessions. Most of it is allauth's."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import (
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.usersessions.internal import flows
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from units.accounts.forms import NameForm
from units.accounts.second_factors import has_second_factor


def account(request: Request) -> HttpResponse:
    """What belongs to the account, each with the page that changes it."""
    context = {
        "has_second_factor": has_second_factor(request.user),
        "has_password": request.user.has_usable_password(),
        "session_count": len(UserSession.objects.purge_and_list(request.user)),
    }
    return render(request, "account/index.html", context)


def account_name(request: Request) -> HttpResponse:
    form = NameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Nama disimpan."))
        return redirect("account")
    return render(request, "account/name.html", {"form": form}, status=422 if form.errors else 200)


def account_session(request: Request, pk: int) -> HttpResponse:
    """End one of the own sessions, also the one that asks."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    is_own = session.is_current()
    flows.sessions.end_sessions(request, [session])
    if is_own:
        return redirect("sign-in")
    messages.success(request, _("Sesi itu diakhiri."))
    return redirect("usersessions_list")


class _LeadOn:
    """Who has nothing to show who they are makes a password first, instead of meeting a 403."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not get_adapter().get_reauthentication_methods(request.user):
            return redirect("account_set_password")
        return super().dispatch(request, *args, **kwargs)


class Reauthenticate(_LeadOn, ReauthenticateView):
    pass


class ReauthenticateCode(_LeadOn, ReauthenticateCodeView):
    pass


class ReauthenticateKey(_LeadOn, ReauthenticateWebAuthnView):
    pass


class _OwnKey:
    """Somebody else's key is a 404 before anything is asked."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
        get_object_or_404(keys, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)


class EditKey(_OwnKey, EditWebAuthnView):
    pass


class RemoveKey(_OwnKey, RemoveWebAuthnView):
    pass
