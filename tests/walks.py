"""Walks through the portal: every address of the policy table, and what its pages lead on to."""

import html
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from io import BytesIO
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit
from zipfile import ZipFile

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from time_machine import travel

from inovasi.policy import POLICY, Who
from tests.targets import targets
from tests.world import World
from units.models import User

CHECKOUT = Path(__file__).resolve().parent.parent
ANEW = re.compile(
    rb'(name="csrfmiddlewaretoken" value=")[^"]+|((?:csrftoken|sessionid)=)\w+'
    rb'|(<code>)[0-9A-F]{8}(?=</code>)|(value=")[0-9a-f]{8}-[0-9a-f-]{27}(?=")'
)
"""What every answer makes anew: tokens, sessions, the number of a refusal, the id of a form."""
CHOICES, OF_ONE_KIND = 3, 12
"""How many values of a field are asked for, and how many pages of one kind are followed on the way:
a registry has dozens of districts, and letters have dozens of kinds.
"""
OWN_SECRETS = "mfa_"
"""Pages of the second factor draw secrets of their own."""
OF_JUDGES = {
    name
    for name, rule in POLICY.items()
    if {Who.JUDGE, Who.ASSIGNED_JUDGE, Who.CHAIR} & rule.get("GET", frozenset())
}
PARAMETER = re.compile(r'GET\.get\("(\w+)"')
WAY_OUT = ("/keluar", "/static/")


class _Form:
    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: dict[str, list[str]] = {}


class _Ways(HTMLParser):
    """Where a page leads to: links, and the forms that ask by address."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.links, self.forms = path, [], []
        self._form: _Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        for name in ("href", "src", "data-src", "poster"):
            if name in own:
                self._lead(own[name])
        if tag == "form" and own.get("method", "get").lower() == "get":
            self._form = _Form(own.get("action", "").split("?")[0] or self.path)
            self.forms.append(self._form)
        if self._form is None or not (name := own.get("name") or self._select):
            return
        if tag == "select":
            self._select = name
        if tag in {"input", "select", "option", "button"}:
            self._form.fields.setdefault(name, []).append(own.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""

    def _lead(self, address: str) -> None:
        if address.startswith("?"):
            address = self.path + address
        if address.startswith("/") and not address.startswith(WAY_OUT):
            self.links.append(address.split("#")[0])


def ways(path: str, text: str, needles: Iterable[str]) -> Iterator[str]:
    """The addresses on a page: its links, and each choice and each needle in its search forms."""
    page = _Ways(path.split("?")[0])
    page.feed(text)
    yield from page.links
    for form in page.forms:
        for name, values in form.fields.items():
            for value in {*values[:CHOICES], *(needles if "" in values else ())}:
                yield f"{form.action}?{urlencode({name: value})}"


@dataclass
class Walk:
    """What one person gets at one moment from every address, by method and address.

    Each request is undone, and what it would say on the next page forgotten, so that no reading and
    no deed tells on a later one.
    """

    user: User | None
    at: datetime
    needles: tuple[str, ...] = ()
    answers: dict[tuple[str, str], bytes] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    """The names of the addresses that answered with a page or a file."""

    def __post_init__(self) -> None:
        self._browser = Client(raise_request_exception=False)
        if self.user is not None:
            with travel(self.at, tick=False):
                self._browser.force_login(self.user)

    def along(self, addresses: Iterable[str]) -> "Walk":
        """Look at these and at what their pages lead to."""
        given, followed = set(addresses), Counter()
        queue = sorted(given)
        while queue:
            path = queue.pop()
            if ("GET", path) in self.answers:
                continue
            if path not in given and (kind := _kind_of(path)):
                followed[kind] += 1
                if followed[kind] > OF_ONE_KIND or kind.startswith(OWN_SECRETS):
                    continue
            answer = self.ask("GET", path)
            if answer.status_code < 300:
                self.opened.add(_kind_of(path))
            if answer.status_code < 300 and "html" in answer.get("Content-Type", ""):
                queue += sorted(set(ways(path, answer.text, self.needles)), reverse=True)
        return self

    def ask(self, method: str, path: str, data: dict[str, object] | None = None) -> HttpResponse:
        with travel(self.at, tick=False), transaction.atomic():
            send = self._browser.post if method == "POST" else self._browser.get
            answer = send(path, data)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        self._browser.cookies.pop("messages", None)
        head = "\n".join(f"{name}: {value}" for name, value in answer.items())
        whole = f"{answer.status_code}\n{head}\n{answer.cookies}\n".encode() + _unpacked(body)
        self.answers[method, path] = ANEW.sub(rb"\1\2\3\4-", whole)
        return answer

    def text(self, key: tuple[str, str]) -> str:
        return html.unescape(self.answers[key].decode("utf-8", "replace"))


def _kind_of(path: str) -> str:
    """The name of the address in the policy table; empty for what leads nowhere."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def _unpacked(body: bytes) -> bytes:
    """What stands in a workbook, without the time at which it was packed."""
    if not body.startswith(b"PK"):
        return body
    with ZipFile(BytesIO(body)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def everywhere(
    world: World,
    user: User | None,
    at: datetime,
    needles: tuple[str, ...] = (),
    more: Collection[str] = (),
) -> Walk:
    """Every page of the policy table for each of its objects, what they lead to, every deed."""
    known = [
        (method, target)
        for name, rule in POLICY.items()
        if not name.startswith(OWN_SECRETS)
        for method in ("GET", "POST")
        if method in rule
        for target in targets(world, name)
    ]
    walk = Walk(user, at, needles)
    walk.along({*more, *(target.url for method, target in known if method == "GET")})
    for method, target in known:
        if method == "POST":
            walk.ask("POST", target.url, dict(target.data))
    return walk


@contextmanager
def undone() -> Iterator[None]:
    """Rows and numbers are as before when it is left, so what comes next finds the same ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || sequencename, coalesce(last_value, 1),"
            " last_value IS NOT NULL FROM pg_sequences WHERE schemaname = 'public'"
        )
        numbers = cursor.fetchall()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.executemany("SELECT setval(%s, %s, %s)", numbers)


def after(deeds: Callable[[], None], look: Callable[[], Walk]) -> Walk:
    with undone():
        deeds()
        return look()


def unlike(first: Walk, second: Walk) -> list[str]:
    """The addresses that gave the two different answers, or that only one of them met."""
    keys = sorted(first.answers.keys() | second.answers.keys())
    return [" ".join(key) for key in keys if first.answers.get(key) != second.answers.get(key)]


def guesses(
    world: World, numbers: Collection[int], alike: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """The same addresses for other objects: each number, each word `alike` in its place.

    `alike` says by the name of an argument which words stand for each other.
    """
    for name, rule in POLICY.items():
        if "GET" not in rule or name.startswith(OWN_SECRETS):
            continue
        args = resolve(targets(world, name)[0].url).kwargs
        tried = [
            {value, *numbers} if isinstance(value, int) else {value, *_words(alike, word, value)}
            for word, value in args.items()
        ]
        for values in product(*tried):
            yield reverse(name, kwargs=dict(zip(args, values, strict=True)))


def _words(alike: Mapping[str, Collection[str]], name: str, value: str) -> Collection[str]:
    return alike[name] if value in alike.get(name, ()) else ()


def questions(path: str, values: Iterable[str]) -> Iterator[str]:
    """An address with each parameter that any page of the portal reads, its own or not."""
    sources = (text.read_text(encoding="utf-8") for text in CHECKOUT.glob("*/views/*.py"))
    known = {name for source in sources for name in PARAMETER.findall(source)}
    for name, value in product(sorted(known), values):
        yield f"{path}?{name}={quote(value)}"
