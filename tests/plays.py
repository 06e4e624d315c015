"""A deed made ready on the test world, to be done as often as it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from time_machine import travel

from tests.deeds import Deed, actor
from tests.forms import Form, filled, forms
from tests.targets import targets
from tests.things import Target
from tests.world import World
from units.accounts.sessions import LAST_USED
from units.models import User


@dataclass
class Play:
    """One deed: where, with which form, in whose browser, when."""

    path: str
    fields: Mapping[str, Any]
    headers: Mapping[str, str]
    at: datetime
    session: Session | None

    def begin(self) -> None:
        """The browser is still signed in, whatever was put back."""
        if self.session is not None:
            self.session.save(force_insert=not Session.objects.filter(pk=self.session.pk).exists())


def ready(world: World, name: str, deed: Deed) -> Play:
    """The form as its page gives it to the person, filled in."""
    target = targets(world, name)[deed.which]
    at = deed.at or target.at
    with travel(at, tick=False):
        if deed.before:
            deed.before(world)
        url = deed.url(world) if deed.url else target.url
        browser = deed.browser(world) if deed.browser else signed_in(world, deed.who or actor(name))
        typed = dict(deed.typed(world) if callable(deed.typed) else deed.typed or {})
        page = _page(world, deed, url)
        fields = {**target.data, **_fields(browser.get(page), page, url, typed)}
        if deed.confirm:
            shown = browser.post(url, {name: _sent(value) for name, value in fields.items()})
            fields = _fields(shown, url, url, {})
    return Play(url, fields, _headers(browser, target), at, _session(browser))


def _sent(value: Any) -> Any:
    """As the test client takes it."""
    is_file = isinstance(value, Path)
    return SimpleUploadedFile(value.name, value.read_bytes()) if is_file else value


def _page(world: World, deed: Deed, url: str) -> str:
    return targets(world, deed.page)[deed.which].url if deed.page else url


def _fields(answer: HttpResponse, page: str, url: str, typed: dict[str, Any]) -> dict[str, Any]:
    """What the form on that page sends to `url`; only what was typed where it is not shown."""
    path = urlsplit(url).path
    found = [
        form
        for form in forms(answer.content.decode())
        if (urlsplit(form.action).path or urlsplit(page).path) == path
    ]
    asked = [form for form in found if _asks(form, typed)]
    assert asked or not found, f"{url} asks for {[form.names for form in found]}"
    sent = filled(max(asked, key=lambda form: len(form.values)), typed) if asked else typed
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def _asks(form: Form, typed: dict[str, Any]) -> bool:
    return typed.keys() <= {*form.names, *(name for name, _value in form.buttons)}


def signed_in(world: World, role: str) -> Client:
    """Of somebody who has just given the password once more."""
    browser, person = Client(), world.people[role]
    if not isinstance(person, User):
        return browser
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    now = timezone.now().timestamp()
    session[LAST_USED] = int(now)
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(person)
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": now, "reauthenticated": True}
    ]
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return browser


def _headers(browser: Client, target: Target) -> dict[str, str]:
    token = "a" * 32
    browser.cookies[settings.CSRF_COOKIE_NAME] = token
    cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in browser.cookies.items())
    return {"Cookie": cookies, "X-CSRFToken": token, **target.headers}


def _session(browser: Client) -> Session | None:
    cookie = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    return Session.objects.filter(pk=cookie.value).first() if cookie else None
