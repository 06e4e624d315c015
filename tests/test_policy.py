"""Who may do what: every URL x method x role x object, computed from the policy table alone.

The expectation knows the table and the relations between people and things, not the views:
strangers get 404, the wrong role 403, nobody signed in the sign-in page (401 for uploads), an
unknown method 405, and who may gets neither of these.
"""

from dataclasses import replace
from datetime import datetime

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from time_machine import travel

from inovasi.policy import POLICY, Who
from tests.editions import SKETCHED
from tests.expectation import METHODS, ROLES, expected
from tests.targets import targets
from tests.things import TUS, Target
from tests.world import World

REFUSALS = {401, 403, 404, 405}

pytestmark = [pytest.mark.django_db, pytest.mark.breaks(*SKETCHED)]


@pytest.fixture(scope="module", autouse=True)
def _private_storage(storage) -> None:
    """The world's own store serves every test here."""


def url_names(resolver: URLResolver | None = None, space: str = "") -> set[str]:
    names = set()
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            names.add(f"{space}{each.name}")
        else:
            names |= url_names(each, f"{space}{each.namespace}:" if each.namespace else space)
    return names


def test_every_url_stands_in_the_table_and_every_line_is_a_url() -> None:
    assert {name for name in url_names() if not name.startswith("admin:")} == set(POLICY)


Keys = dict[tuple[str, datetime], str]


@pytest.fixture(scope="module")
def keys(world: World, django_db_blocker) -> Keys:
    """Everyone has signed in at every moment that the targets need; made once for all cells."""
    moments = {target.at for name in POLICY for target in targets(world, name)}
    with django_db_blocker.unblock():
        return {
            (role, at): _session(world, role, at)
            for role in ROLES
            for at in moments
            if role != "anonymous"
        }


def _session(world: World, role: str, at: datetime) -> str:
    browser = Client()
    with travel(at, tick=False):
        browser.force_login(world.people[role])
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def seen(keys: Keys, role: str, method: str, target: Target) -> int:
    """The status of a real request, whose effects are undone; 200 for any way of being let in."""
    browser = Client(raise_request_exception=False)
    if role != "anonymous":
        browser.cookies[settings.SESSION_COOKIE_NAME] = keys[role, target.at]
    with travel(target.at, tick=False), transaction.atomic():
        if method == "POST":
            response = browser.post(target.url, target.data, headers=target.headers)
        else:
            body = b"x" if method == "PATCH" else b""
            kind = target.headers.get("Content-Type", "text/plain")
            response = browser.generic(method, target.url, body, kind, headers=target.headers)
        if response.streaming:
            list(response)
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith(f"{reverse('sign-in')}?"):
        return 302
    is_let_in = response.status_code not in REFUSALS and response.status_code < 500
    return 200 if is_let_in else response.status_code


def methods_of(name: str, role: str) -> tuple[str, ...]:
    """All methods for three roles; for the others those of the table.

    What the table does not name is refused before anyone asks who is there.
    """
    if role in {"anonymous", "owner", "committee"}:
        return METHODS
    return tuple(method for method in METHODS if method in POLICY[name])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", POLICY)
def test_door(world: World, keys: Keys, name: str, role: str) -> None:
    cells = [(method, t) for t in targets(world, name) for method in methods_of(name, role)]
    wrong = [
        f"{role} {method} {target}: {found} instead of {wanted}"
        for method, target in cells
        if (found := seen(keys, role, method, target))
        != (wanted := expected(world, role, method, target))
    ]
    assert not wrong, "\n".join(wrong)


UPLOADS = {"upload-create", "upload"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_header_of_an_upload_opens_no_other_door(world: World, keys: Keys, method: str) -> None:
    closed = [
        name
        for name, rule in POLICY.items()
        if name not in UPLOADS and method in rule and Who.ANYONE not in rule[method]
    ]
    opened = [
        str(target)
        for name in closed
        for target in targets(world, name)
        if seen(keys, "anonymous", method, replace(target, headers=TUS)) != 302
    ]
    assert len(closed) > 20
    assert opened == []


def test_the_matrix_is_large_and_holds_every_kind_of_answer(world: World) -> None:
    cells = [
        expected(world, role, method, target)
        for name in POLICY
        for target in targets(world, name)
        for role in ROLES
        for method in methods_of(name, role)
    ]
    print(f"{len(cells)} cells")  # noqa: T201 - the size of the proof, shown by pytest -s
    assert len(cells) > 5500
    assert set(cells) == {200, 302, 401, 403, 404, 405}
