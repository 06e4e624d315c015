"""Who acts for a unit, and the page that an invitation leads to."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from units import people
from units.accounts.sessions import let_in
from units.forms import InviteForm, NewcomerForm
from units.models import Invitation, Membership, Unit, User
from units.permissions import acts_for, is_at_work, is_committee, may_manage_people
from units.presentation import people_history


def _own_unit(request: Request, code: str) -> Unit:
    """The unit, for its members and panitia; 404 for strangers."""
    unit = get_object_or_404(Unit.objects.select_related("merged_into"), code=code)
    if not is_committee(request.user) and not acts_for(request.user, unit):
        raise Http404
    return unit


def _managed_unit(request: Request, code: str) -> Unit:
    """The unit for those who manage its people; other members get 403."""
    unit = _own_unit(request, code)
    refuse_unless(may_manage_people(request.user, unit))
    return unit


def unit_people(request: Request, code: str) -> HttpResponse:
    """Who acts for the unit; heads and panitia also invite."""
    unit = _own_unit(request, code)
    verdict = may_manage_people(request.user, unit)
    at_work = is_at_work(unit, request.at)
    if request.method == "POST":
        refuse_unless(verdict)
    form = InviteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            invitation = people.invite(unit, user=request.user, at=request.at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("email", refusal.reason)
        else:
            messages.success(
                request, _("Undangan dikirim ke %(email)s.") % {"email": invitation.email}
            )
            return redirect("unit-people", code)
    context = {
        "unit": unit,
        "form": form,
        "may_manage": verdict,
        "at_work": at_work,
        "history": people_history(unit) if verdict else [],
        "members": unit.memberships.select_related("user").order_by("role", "user__full_name"),
        "invitations": [
            {"row": each, "is_open": each.is_open(request.at)}
            for each in unit.invitations.filter(status=Invitation.Status.OPEN)
            if verdict
        ],
        "roles": Membership.Role.choices,
    }
    return render(request, "units/people.html", context, status=422 if form.errors else 200)


def unit_member(request: Request, code: str, pk: int) -> HttpResponse:
    """Change a member's role, or end the membership."""
    unit = _managed_unit(request, code)
    return _change_member(request, code, get_object_or_404(unit.memberships, pk=pk))


@reauthentication_required
def _change_member(request: Request, code: str, membership: Membership) -> HttpResponse:
    """Whoever may rule over others proves once more who they are."""
    if "remove" in request.POST:
        return _do(request, code, people.remove, membership, _("Keanggotaan diakhiri."))
    role = request.POST.get("role", "")
    if role not in Membership.Role.values:
        raise Http404
    return _do(
        request,
        code,
        people.change_role,
        membership,
        _("Peran diganti."),
        role=Membership.Role(role),
    )


def unit_invitation(request: Request, code: str, pk: int) -> HttpResponse:
    """Send an invitation again, or take it back."""
    unit = _managed_unit(request, code)
    invitation = get_object_or_404(unit.invitations, pk=pk)
    if "retract" in request.POST:
        return _do(request, code, people.retract, invitation, _("Undangan ditarik."))
    return _do(request, code, people.resend, invitation, _("Undangan dikirim ulang."))


def _do(
    request: Request, code: str, deed: Callable[..., Any], row: Any, said: str, **fields: Any
) -> HttpResponse:
    try:
        deed(row, user=request.user, at=request.at, **fields)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, said)
    return redirect("unit-people", code)


def invitation_page(request: Request, token: str) -> HttpResponse:
    """Looking changes nothing, so mail scanners may come; posting accepts."""
    invitation = people.find(token)
    if invitation is None:
        return _closed(request, _("Tautan undangan ini tidak dikenal. Minta dikirim ulang."))
    if people.was_taken_by(invitation, request.user) and acts_for(request.user, invitation.unit):
        return _welcome(request, invitation)
    try:
        people.refuse_unusable(invitation, request.at)
    except Refused as refusal:
        return _closed(request, refusal.reason)
    if request.user.is_authenticated:
        return _answer_as_member(request, invitation)
    if User.objects.filter(email__iexact=invitation.email).exists():
        context = {"invitation": invitation, "must_sign_in": True}
        return render(request, "units/invitation.html", context)
    return _answer_as_newcomer(request, invitation)


def _answer_as_member(request: Request, invitation: Invitation) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            people.accept(invitation, user=request.user, at=request.at)
        except Refused as refused:
            refusal = refused.reason
        else:
            return _welcome(request, invitation)
    fits = request.user.email.lower() == invitation.email.lower()
    context = {"invitation": invitation, "fits": fits, "refusal": refusal}
    return render(request, "units/invitation.html", context, status=403 if refusal else 200)


def _answer_as_newcomer(request: Request, invitation: Invitation) -> HttpResponse:
    form = NewcomerForm(posted(request), email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            user = people.accept_as_newcomer(
                invitation,
                full_name=form.cleaned_data["full_name"],
                password=form.cleaned_data["password"],
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            let_in(request, user)
            return _welcome(request, invitation)
    context = {"invitation": invitation, "form": form}
    return render(request, "units/invitation.html", context, status=422 if form.errors else 200)


def _welcome(request: Request, invitation: Invitation) -> HttpResponse:
    messages.success(request, _("Selamat bergabung untuk %(unit)s.") % {"unit": invitation.unit})
    return redirect("home")


def _closed(request: Request, reason: str) -> HttpResponse:
    return render(request, "units/invitation_closed.html", {"reason": reason}, status=410)
