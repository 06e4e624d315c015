"""What every request passes: a moment and a reference, the policy table, and words for refusals."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from inovasi.errors import error_page
from inovasi.lib import clock, kept_text
from inovasi.lib.http import Request
from inovasi.lib.references import reference
from inovasi.lib.verdict import Refused, Stale
from inovasi.policy import Who, rule_for
from judging.permissions import is_judge
from ledger.history import acting
from submissions.states import IllegalMove
from units.accounts.sessions import has_lain_idle
from units.permissions import is_administrator, is_committee, is_leadership
from uploads.errors import BucketAway

ANSWER_THEMSELVES = frozenset({"upload-create", "upload"})
"""They tell an uploading client in its own terms (401) that nobody is signed in."""

KEEP_TEXTS = frozenset({"submission-section", "score-sheet"})
"""Where people write long texts: what they send after their session has ended is not lost."""

GetResponse = Callable[[Request], HttpResponse]
ROLES = {
    Who.COMMITTEE: is_committee,
    Who.IMPARTIAL: is_committee,
    Who.LEADERSHIP: is_leadership,
    Who.ADMINISTRATOR: is_administrator,
    Who.JUDGE: is_judge,
}
"""Roles that need no object."""


class ReferenceMiddleware:
    """Gives each request its one moment, its reference, and headers against stale copies."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.at = clock.of_request()
        request.reference = secrets.token_hex(4).upper()
        reference.set(request.reference)
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class IdleMiddleware:
    """Ends a session that was left alone, before anything is shown."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if request.user.is_authenticated and has_lain_idle(request, request.at):
            logout(request)
            messages.info(request, _("Anda lama tidak memakai portal, jadi sesinya diakhiri."))
        return self.get_response(request)


class ActorMiddleware:
    """Whoever is signed in stands in the history of every row that the request changes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        with acting(lambda: request.user.pk):
            return self.get_response(request)


class PolicyMiddleware:
    """Deny by default: a URL or method that the policy table does not name is closed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        rule = rule_for(match.view_name if match else "")
        if not rule:
            raise PermissionDenied
        if request.method not in rule:
            return HttpResponseNotAllowed(sorted(rule))
        who = rule[request.method]
        if Who.ANYONE in who:
            return None
        if not request.user.is_authenticated:
            if match.view_name in ANSWER_THEMSELVES and "Tus-Resumable" in request.headers:
                return None
            if request.method == "POST" and match.view_name in KEEP_TEXTS:
                _keep_text(request)
            return redirect_to_login(request.get_full_path())
        if not _has_role(request, who):
            raise PermissionDenied
        return None

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """Refusals that a view did not place beside a form still reach the user as a sentence."""
        if isinstance(exception, Refused):
            return error_page(request, 403, text=exception.reason)
        if isinstance(exception, BucketAway):
            response = error_page(request, 503)
            response.headers["Retry-After"] = "60"
            return response
        if isinstance(exception, Stale | IllegalMove):
            return error_page(request, 409)
        return None


def _keep_text(request: Request) -> None:
    if kept_text.keep(request):
        words = _(
            "Sesi Anda sudah berakhir. Tulisan Anda tidak hilang: masuk lagi untuk meneruskan."
        )
        messages.warning(request, words)


def _has_role(request: Request, who: frozenset[Who]) -> bool:
    """Roles that need no object are decided here; relations to an object by the view."""
    if who <= ROLES.keys():
        return any(ROLES[each](request.user) for each in who)
    return True
