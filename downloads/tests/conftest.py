from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from downloads import makers
from downloads.makers import Made, Maker, Work
from downloads.workflow import note_export
from units.permissions import is_committee


def _lines(work: Work) -> Made:
    work.write(f"{number}\n".encode() for number in range(work.arguments.get("baris", 3)))
    return Made("daftar.csv", "text/csv; charset=utf-8")


@pytest.fixture
def a_list() -> Iterator[Maker]:
    """A maker of its own for the tests: a list of numbers, for panitia."""
    maker = Maker(
        "contoh.daftar",
        lambda _asked: "Daftar contoh",
        _lines,
        lambda user, _asked, _at: is_committee(user),
        note_export,
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
