"""Panitia, judges and operators of the server set up a second factor before anything else."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from inovasi.policy import Who, rule_for
from judging.permissions import is_judge
from units.accounts.second_factors import has_second_factor
from units.permissions import Visitor, is_committee, is_signed_in

SETTING_UP = {
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "account_set_password",
    "account_change_password",
    "account_email",
}
"""What somebody without a factor needs on the way to one; pages that are open to all stay open."""


class SecondFactorMiddleware:
    """After the policy table, so that nobody learns more here than they may know there."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name
        who = (rule_for(name) or {}).get(request.method, frozenset())
        if Who.ANYONE in who or not lacks_second_factor(request.user):
            return None
        request.factor_missing = True
        if name in SETTING_UP:
            return None
        if request.method in {"GET", "HEAD"}:
            return redirect("mfa_index")
        raise PermissionDenied(_("Pasang verifikasi dua langkah dulu."))


def must_have_second_factor(user: Visitor) -> bool:
    return is_signed_in(user) and (user.is_staff or is_committee(user) or is_judge(user))


def lacks_second_factor(user: Visitor) -> bool:
    return settings.REQUIRE_MFA and must_have_second_factor(user) and not has_second_factor(user)
