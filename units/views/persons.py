"""People for panitia: find somebody, see what they may, help who lost a second factor."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.dates import moment
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Refused
from notifications.models import Message
from units.accounts.second_factors import FACTORS
from units.accounts.support import reset_second_factor
from units.forms import ReasonForm
from units.models import ROLE_WORDS, User
from units.permissions import may_reset_factor


def person_list(request: Request) -> HttpResponse:
    """Everybody who has an account, by name or address."""
    query = request.GET.get("cari", "")[:100].replace("\0", "")
    people = _guarded(User.objects.search(query)).prefetch_related("memberships__unit", "groups")
    parameters = request.GET.copy()
    parameters.pop("halaman", None)
    page = page_of(people, request)
    context = {
        "page": page,
        "rows": [{"person": person, "tasks": _tasks(person)} for person in page],
        "query": query,
        "parameters": parameters.urlencode(),
    }
    return render(request, "units/persons.html", context)


def person_page(request: Request, pk: int) -> HttpResponse:
    person = get_object_or_404(_guarded(User.objects.all()), pk=pk)
    context = {
        "person": person,
        "facts": _facts(person),
        "memberships": person.memberships.select_related("unit"),
        "may_reset": person.is_guarded and may_reset_factor(request.user, person),
        "returned": Message.objects.of(person).returned()[:10],
        "history": [
            {
                "label": event.get_verb_display(),
                "actor": event.actor,
                "time": event.at,
                "note": event.reason,
            }
            for event in person.events.select_related("actor")
        ],
    }
    return render(request, "units/person.html", context)


@reauthentication_required(allow_get=True)
def person_factor(request: Request, pk: int) -> HttpResponse:
    """Take a lost second factor off somebody's account, with a reason that they are told."""
    person = get_object_or_404(User, pk=pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            reset_second_factor(
                person, reason=form.cleaned_data["reason"], user=request.user, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Verifikasi dua langkah dilepas. Orangnya diberi tahu."))
            return redirect("person", pk)
    context = {"person": person, "form": form}
    status = 422 if form.errors else 200
    return render(request, "units/person_factor.html", context, status=status)


def _guarded(people: QuerySet[User]) -> QuerySet[User]:
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return people.annotate(is_guarded=Exists(factors))


def _tasks(person: User) -> list[str]:
    """What somebody is besides a member of units, and then of which."""
    groups = [str(ROLE_WORDS.get(group.name, group.name)) for group in person.groups.all()]
    if person.is_staff:
        groups.append(_("Pengelola server"))
    return [*groups, *map(str, person.memberships.all())]


def _facts(person: User) -> list[dict[str, Any]]:
    groups = [str(ROLE_WORDS.get(name, name)) for name in sorted(person.group_names)]
    return [
        {"term": _("Nama"), "value": person.full_name},
        {"term": _("Alamat surel"), "value": person.email},
        {"term": _("Akun"), "value": _("Aktif") if person.is_active else _("Dinonaktifkan")},
        {"term": _("Tugas"), "value": ", ".join(groups)},
        {
            "term": _("Verifikasi dua langkah"),
            "value": _("Terpasang") if person.is_guarded else _("Belum dipasang"),
        },
        {
            "term": _("Terakhir masuk"),
            "value": moment(person.last_login) if person.last_login else _("Belum pernah"),
        },
    ]
