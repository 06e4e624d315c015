from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from downloads import makers
from downloads.makers import Made, Maker, Work
from downloads.models import Order
from downloads.workflow import once_a_day
from ledger.workflow import enter
from units.models import User
from units.permissions import is_committee


def _lines(work: Work) -> Made:
    work.write(f"{number}\n".encode() for number in range(work.arguments.get("baris", 3)))
    return Made("daftar.csv", "text/csv; charset=utf-8")


def _note(user: User, order: Order, at: datetime) -> None:
    enter("ekspor.usulan", order, user=user, at=at, key=once_a_day(order, user, at))


@pytest.fixture
def a_list() -> Iterator[Maker]:
    """A maker of its own for the tests: a list of numbers, for panitia."""
    maker = Maker(
        "contoh.daftar",
        lambda _asked: "Daftar contoh",
        _lines,
        lambda user, _asked, _at: is_committee(user),
        _note,
    )
    makers.register(maker)
    yield maker
    makers.unregister(maker.name)


@pytest.fixture
def changed(a_list: Maker) -> Callable[..., Maker]:
    """The same maker with other ways: `changed(make=...)`."""

    def change(**ways: object) -> Maker:
        maker = replace(a_list, **ways)
        makers.register(maker)
        return maker

    return change
