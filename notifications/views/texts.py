"""Panitia's page of letters: every kind, its words, its sample, and a letter on trial."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, Stale
from notifications import texts
from notifications.composing import as_html, filled, linked, text_of
from notifications.forms import TextForm
from notifications.letters import LETTERS, Letter
from notifications.markup import Unreadable
from notifications.models import LetterText


def text_list(request: Request) -> HttpResponse:
    """All kinds, with those that panitia gave words of its own."""
    scopes = texts.scopes()
    scope = _scope(request, scopes)
    own = set(LetterText.objects.filter(scope=scope).values_list("letter", flat=True))
    kinds = [
        {"letter": letter, "is_own": letter.name in own, "url": _url(letter, scope)}
        for letter in sorted(LETTERS.values(), key=lambda letter: str(letter.title))
    ]
    context = {"kinds": kinds, "scopes": scopes.items(), "scope": scope}
    return render(request, "letters/texts.html", context)


def text_page(request: Request, name: str) -> HttpResponse:
    """The words of one kind beside what comes out of them with sample values."""
    letter, scopes = _letter(name), texts.scopes()
    scope = _scope(request, scopes)
    text = text_of(letter, scope)
    row = texts.written(letter, scope)
    first = {**text._asdict(), "version": row.version if row else 0}
    form = TextForm(posted(request), initial=first)
    status = 200
    if request.method == "POST":
        status = _saved(request, letter, scope, form)
        if status == 302:
            messages.success(request, _("Naskah disimpan. Surat berikutnya memakainya."))
            return redirect(_url(letter, scope))
    seen = filled(letter, text, letter.samples())
    context = {
        "letter": letter,
        "words": letter.samples().items(),
        "form": form,
        "is_own": row is not None,
        "scope": scope,
        "scope_name": scopes[scope],
        "sample_subject": seen.subject,
        "sample_body": linked(seen.body),
        "sample_html": as_html(seen),
        "token": uuid4(),
        "row": row,
        "back": f"{reverse('letter-texts')}?edisi={scope}",
    }
    return render(request, "letters/text.html", context, status=status)


def _saved(request: Request, letter: Letter, scope: str, form: TextForm) -> int:
    if not form.is_valid():
        return 422
    try:
        texts.write(letter, scope, user=request.user, at=request.at, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("html" if isinstance(refusal, Unreadable) else "body", refusal.reason)
        return 422
    except Stale:
        words = _("Naskah ini baru saja disimpan orang lain; contoh di samping memakai naskah itu.")
        form.add_error(None, words)
        return 409
    return 302


def text_default(request: Request, name: str) -> HttpResponse:
    letter, scope = _letter(name), _scope(request, texts.scopes())
    texts.take_back(letter, scope, user=request.user, at=request.at)
    messages.success(request, _("Surat ini kembali memakai naskah bawaan."))
    return redirect(_url(letter, scope))


def text_trial(request: Request, name: str) -> HttpResponse:
    """The page of the letter on trial tells how far it came."""
    letter, scope = _letter(name), _scope(request, texts.scopes())
    try:
        token = UUID(request.POST.get("token", ""))
    except ValueError:
        raise Http404 from None
    sent = texts.send_on_trial(letter, scope, token=token, user=request.user, at=request.at)
    messages.success(request, _("Surat percobaan dikirim ke %(email)s.") % {"email": sent.address})
    return redirect("letter", sent.pk)


def _letter(name: str) -> Letter:
    if name not in LETTERS:
        raise Http404
    return LETTERS[name]


def _scope(request: Request, scopes: Mapping[str, str]) -> str:
    """The edition that `?edisi=` names; 404 for one that is not there."""
    scope = request.GET.get("edisi", "")
    if scope not in scopes:
        raise Http404
    return scope


def _url(letter: Letter, scope: str) -> str:
    return f"{reverse('letter-text', args=[letter.name])}?edisi={scope}"
