"""What can be ordered. Apps declare their makers in a module `orders`, found by its name.

    makers.register(Maker("usulan.tabel", title=..., make=_table, may=_committee))

A maker is pure: the same arguments on the same rows give the same file, and nothing else happens.
So it may be called twice, in any process, and be killed at any moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from downloads.models import Order

Arguments = Mapping[str, Any]
Visitor = AbstractBaseUser | AnonymousUser
Row = TypeVar("Row")


class Unmade(Exception):
    """There is no such file (any more); `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Made(NamedTuple):
    """What the file is called where it is saved, and what it holds."""

    name: str
    content_type: str


@dataclass(frozen=True)
class Work:
    """One try at an order: what is wanted, and where the bytes go."""

    arguments: Arguments
    source: str
    at: datetime
    """When it was ordered: the moment that the file tells."""
    file: BinaryIO
    """Empty, on disk, can be read and moved about in."""
    alive: Callable[[], None]
    """To be called now and then by what takes long: ends it once the order is another worker's."""

    require: Callable[[int], None]
    """To be called with the number of bytes by what knows it before it writes."""

    def write(self, blocks: Iterable[bytes]) -> None:
        for block in self.each(blocks):
            self.file.write(block)

    def each(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.alive()
            yield row

    def check_source(self, found: str) -> None:
        """Raises `Unmade` when the data is no longer what was ordered."""
        if found != self.source:
            raise Unmade(_("Isinya berubah sementara berkas ini disiapkan. Unduh sekali lagi."))


def _nobody_notes(_user: AbstractBaseUser, _order: Order, _at: datetime) -> None:
    """What a unit reads of its own is written down nowhere."""


@dataclass(frozen=True)
class Maker:
    name: str
    title: Callable[[Arguments], str]
    """What pages and letters call the file."""
    make: Callable[[Work], Made]
    """Writes the file. Raises `Unmade`, `BucketAway`, and `OSError` of a full disk."""
    may: Callable[[Visitor, Arguments, datetime], object]
    """Truthy for who may have the file: asked at the click, before making, at each download."""
    note: Callable[[AbstractBaseUser, Order, datetime], None] = _nobody_notes
    """Writes down that somebody took the file; called for each answer that brings some of it."""
    is_shared: bool = False
    """Made from frozen data (`source`): one file for all who may have it."""
    is_kept: bool = False
    """It never expires."""


_registered: dict[str, Maker] = {}


def register(*makers: Maker) -> None:
    _registered.update({maker.name: maker for maker in makers})


def get(name: str) -> Maker | None:
    """The maker called `name`; None for an order of a portal that knew one more."""
    return _registered.get(name)


def unregister(name: str) -> None:
    """Forget a maker; for tests that bring their own."""
    _registered.pop(name, None)
