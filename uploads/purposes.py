"""What files are for. Upper apps register their purposes; uploads asks them and knows no more.

An app registers in `AppConfig.ready()`:

    purposes.register(EvidencePurpose())
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from uploads.errors import NotYours, Refused

if TYPE_CHECKING:  # apps register while models are not loaded yet
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from uploads.models import StoredFile

    Visitor = AbstractBaseUser | AnonymousUser

__all__ = [
    "Limits",
    "MadeHere",
    "NotYours",
    "Purpose",
    "Quota",
    "Refused",
    "get",
    "register",
    "unregister",
]


@dataclass(frozen=True)
class Limits:
    """What may come in: bytes, lower-case extensions with dot (".pdf"), and the same in words."""

    max_bytes: int
    extensions: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True)
class Quota:
    """How many bytes may count against `holder` (such as "unit-7"), and what is said beyond."""

    holder: str
    max_bytes: int
    sentence: str


class Purpose(ABC):
    """One use of files, such as evidence of an entry. `target` is the id of the owner object.

    `target` comes from the browser: anything may stand in it.
    """

    name: str
    rests_on: str = ""
    """On what the answer of `check_write` rests, besides the clock, as an SQL expression of type
    text over the row `upload` and the account `%(user)s`: while it stays the same, so does the
    answer. NULL, or no expression at all, means that the question is put each time."""

    @abstractmethod
    def limits(self, target: str) -> Limits:
        """How large and of which kind. Raises `NotYours` when `target` does not exist."""

    @abstractmethod
    def check_write(self, user: AbstractBaseUser, target: str, at: datetime) -> None:
        """Returns when `user` may add a file to `target` at `at`.

        Raises `NotYours` for a stranger (404), `Refused(sentence)` for the wrong role or phase.
        Asked at the start, before each piece that is written, and again when the file is whole.
        """

    @abstractmethod
    def admit(self, path: Path, original_name: str, target: str) -> str:
        """The content type of the whole file at `path`; `Refused(sentence)` when it won't do."""

    @abstractmethod
    def received(self, file: StoredFile, user: AbstractBaseUser, target: str, at: datetime) -> None:
        """The file was accepted. Runs inside the transaction that creates its row.

        Raises `Refused(sentence)` to refuse after all; nothing is kept then.
        """

    @abstractmethod
    def may_read(self, user: Visitor, file: StoredFile, at: datetime) -> bool:
        """Whether `user`, who may be anonymous, gets the bytes. Asked for every request."""

    def standing(self, target: str) -> QuerySet[StoredFile] | None:
        """The files that `target` shows now: one with the same bytes is not taken a second time.

        None where it may be.
        """
        return None

    def quotas(self, target: str) -> tuple[Quota, ...]:
        """Against whose quotas a file for `target` counts; accepted and open ones together."""
        return ()

    def infected(self, file: StoredFile, at: datetime) -> None:  # noqa: B027 - nobody need be told
        """The scanner found a virus in `file`, which nobody gets any more: tell who should know.

        Runs inside the transaction that notes the verdict.
        """

    def rests(self, file: StoredFile) -> bool:
        """Whether no worker is about to read `file`, so that it may go to the bucket."""
        return True

    def inline(self, file: StoredFile) -> bool:
        """Whether a browser may show the file in place (checked PDF, image, own rendition)."""
        return False


class MadeHere(Purpose):
    """Files that workers make; nobody sends one."""

    def check_write(self, user: AbstractBaseUser, target: str, at: datetime) -> None:
        raise NotYours

    def limits(self, target: str) -> Limits:
        raise NotYours

    def admit(self, path: Path, original_name: str, target: str) -> str:
        raise NotYours

    def received(self, file: StoredFile, user: AbstractBaseUser, target: str, at: datetime) -> None:
        """Nothing follows: the worker files it itself."""


_registered: dict[str, Purpose] = {}


def stamp() -> str:
    """The SQL expression of what a right to write to the row `upload` rests on, by its purpose."""
    names: dict[str, list[str]] = {}
    for purpose in _registered.values():
        if purpose.rests_on:
            names.setdefault(purpose.rests_on, []).append(f"'{purpose.name}'")
    cases = [f"WHEN upload.purpose IN ({', '.join(of)}) THEN {sql}" for sql, of in names.items()]
    return f"CASE {' '.join(cases)} END" if cases else "NULL::text"


def register(purpose: Purpose) -> None:
    """Make `purpose` known by its name; the same name again takes its place."""
    _registered[purpose.name] = purpose


def get(name: str) -> Purpose:
    """The purpose called `name`; `NotYours` when there is none."""
    try:
        return _registered[name]
    except KeyError:
        raise NotYours from None


def unregister(name: str) -> None:
    """Forget a purpose; for tests that bring their own."""
    _registered.pop(name, None)
