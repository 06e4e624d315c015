"""A person's own letters: what the portal wrote to them, whether a mail reached them or not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from notifications import inbox
from notifications.composing import linked, without_secrets
from notifications.forms import PreferenceForm
from notifications.models import Message


def letter_list(request: Request) -> HttpResponse:
    """Newest first; the button marks everything as read."""
    own = Message.objects.of(request.user)
    if request.method == "POST":
        inbox.read_all(user=request.user, at=request.at)
        return redirect("letters")
    context = {"page": page_of(own, request), "unread": own.unread().count()}
    return render(request, "letters/list.html", context)


def letter_page(request: Request, pk: int) -> HttpResponse:
    """Looking changes nothing; the page says by itself that it was read, or its button does."""
    letter = get_object_or_404(Message.objects.of(request.user), pk=pk)
    if request.method == "POST":
        inbox.read(letter, user=request.user, at=request.at)
        return redirect("letters")
    context = {"letter": letter, "body": linked(without_secrets(letter.body))}
    return render(request, "letters/page.html", context)


def letter_preference(request: Request) -> HttpResponse:
    """Each letter by itself, or what can wait once a day."""
    first = {"wants_digest": inbox.wants_digest(request.user)}
    form = PreferenceForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        inbox.choose_digest(user=request.user, wanted=form.cleaned_data["wants_digest"])
        messages.success(request, _("Pilihan Anda disimpan."))
        return redirect("letters")
    return render(request, "letters/preference.html", {"form": form})
