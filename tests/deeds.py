"""Every deed that a person can do with a form, and how it is filled in on the test world.

What is not said here is taken from the page: who may (`inovasi.policy`), what stands in the form,
and a choice for each field that must not be empty.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.test import Client

from inovasi.policy import POLICY, Who
from tests.world import World

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """How the form of one URL is filled in, by whom, and what has to be so before."""

    typed: Typed | Callable[[World], Typed] | None = None
    who: str = ""
    page: str = ""
    """The name of the URL where the form stands, where not its own."""
    before: Callable[[World], object] | None = None
    at: datetime | None = None
    which: int = 0
    """Which of the things of `tests.targets`."""
    url: Callable[[World], str] | None = None
    confirm: bool = False
    """The page shows once more what is about to happen; its button does it."""
    browser: Callable[[World], Client] | None = None
    """A browser in which something was begun, where a session alone is not enough."""
    status: int = 302
    again: bool = False
    """Doing it once more is another deed by its nature."""
    parts: frozenset[str] = frozenset()
    """Tables of a sign-in whose rows may be there alone: whoever saw no answer signs in again."""
    code: bool = False
    """It carries a code that counts once: who saw no answer is asked for the next one."""


BY_ROLE = (
    ({Who.OWN_UNIT, Who.UNIT_HEAD, Who.HOLDER, Who.SIGNED_IN}, "owner"),
    ({Who.ASSIGNED_JUDGE, Who.JUDGE}, "judge"),
    ({Who.COMMITTEE, Who.IMPARTIAL}, "committee"),
)


def posts() -> list[str]:
    return [name for name, rule in POLICY.items() if "POST" in rule]


def actor(name: str) -> str:
    """Somebody who may, by the table."""
    who = POLICY[name]["POST"]
    return next((role for kinds, role in BY_ROLE if who & kinds), "anonymous")


SECOND_NAME = "a second name of the page for signing in or out"
NEEDS_A_KEY = "answered by a security key: tests/test_second_factor.py plays it in Chromium"
EXCUSED = {
    "account_login": SECOND_NAME,
    "account_signup": SECOND_NAME,
    "account_inactive": SECOND_NAME,
    "account_reset_password_from_key_done": SECOND_NAME,
    "account_logout": SECOND_NAME,
    "mfa_login_webauthn": NEEDS_A_KEY,
    "mfa_reauthenticate_webauthn": NEEDS_A_KEY,
    "mfa_add_webauthn": NEEDS_A_KEY,
}
