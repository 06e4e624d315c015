"""Panitia and leadership: who has these roles, for the operators of the server."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused
from units.forms import RoleForm
from units.models import ROLE_WORDS, User
from units.roles import give_role, may_be_taken, take_role


@reauthentication_required(allow_get=True)
def role_page(request: Request) -> HttpResponse:
    """Everybody with a role; posting an address and a role gives it."""
    form = RoleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        person, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            is_new = give_role(person, role, user=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            said = _("%(person)s sekarang %(role)s dan diberi tahu lewat surat.")
            if not is_new:
                said = _("%(person)s sudah %(role)s.")
            messages.success(request, said % {"person": person, "role": ROLE_WORDS[role]})
            return redirect("roles")
    holders = [
        {"role": role, "label": label, "people": User.objects.filter(groups__name=role)}
        for role, label in ROLE_WORDS.items()
    ]
    context = {"form": form, "holders": holders}
    return render(request, "units/roles.html", context, status=422 if form.errors else 200)


@reauthentication_required(allow_get=True)
def role_removal(request: Request, role: str, pk: int) -> HttpResponse:
    """Asks, then takes the role away."""
    if role not in ROLE_WORDS:
        raise Http404
    person = get_object_or_404(User, pk=pk, groups__name=role)
    verdict = may_be_taken(person, role)
    if request.method == "POST":
        take_role(person, role, user=request.user, at=request.at)
        said = _("%(person)s bukan %(role)s lagi dan diberi tahu lewat surat.")
        messages.success(request, said % {"person": person, "role": ROLE_WORDS[role]})
        return redirect("roles")
    context = {"person": person, "role": role, "label": ROLE_WORDS[role], "verdict": verdict}
    return render(request, "units/role_removal.html", context)
