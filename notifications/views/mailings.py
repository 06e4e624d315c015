"""Letters by hand: written, looked at with every name, sent."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Refused, Stale
from notifications import mailings
from notifications.forms import MailingForm
from notifications.models import Mailing


def mailing_list(request: Request) -> HttpResponse:
    """What was sent, by whom, to how many."""
    rows = Mailing.objects.select_related("author")
    return render(request, "letters/mailings.html", {"page": page_of(rows, request)})


def mailing_new(request: Request) -> HttpResponse:
    """The form; then the same words with all names; then the deed."""
    choices = [(group.key, group.label) for group in mailings.groups().values()]
    form = MailingForm(posted(request), choices=choices, initial={"token": uuid4()})
    if request.method != "POST" or "change" in request.POST:
        return render(request, "letters/mailing.html", {"form": form})
    if not form.is_valid():
        return render(request, "letters/mailing.html", {"form": form}, status=422)
    if "shown" not in request.POST:
        return _confirm(request, form, mailings.people_of(form.cleaned_data["groups"]))
    try:
        sent = _send(request, form.cleaned_data)
    except Stale as stale:
        return _confirm(request, form, stale.current, status=409)
    except Refused as refusal:
        form.add_error("groups", refusal.reason)
        return render(request, "letters/mailing.html", {"form": form}, status=422)
    words = ngettext(
        "Surat untuk %(count)d orang dikirim.", "Surat untuk %(count)d orang dikirim.", sent.count
    )
    messages.success(request, words % {"count": sent.count})
    return redirect("mailings")


def _send(request: Request, data: dict[str, Any]) -> Mailing:
    return mailings.send(
        data["groups"],
        subject=data["subject"],
        body=data["body"],
        shown=request.POST["shown"],
        token=data["token"],
        user=request.user,
        at=request.at,
    )


def _confirm(
    request: Request, form: MailingForm, people: Any, *, status: int = 200
) -> HttpResponse:
    """Everybody who would get it, by name; with 409 the list is another one than before."""
    if not people:
        form.add_error("groups", _("Tidak ada penerima dalam kelompok itu."))
        return render(request, "letters/mailing.html", {"form": form}, status=422)
    context = {
        "data": form.cleaned_data,
        "people": people,
        "shown": mailings.seal(people),
        "has_changed": status == 409,
    }
    return render(request, "letters/mailing_confirm.html", context, status=status)
