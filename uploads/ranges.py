"""Byte ranges of RFC 9110, section 14. Imports no Django."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE = re.compile(r"\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII)
_LONGEST = 18


class Unsatisfiable(Exception):
    """The range lies outside the file (416)."""


@dataclass(frozen=True)
class Range:
    """Bytes `start` to `stop`, without `stop`."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        return self.stop - self.start


def parse(header: str | None, size: int) -> Range | None:
    """The part that `header` asks for of `size` bytes; None means the whole file.

    Several ranges, other units and malformed headers are answered with the whole file.
    Raises `Unsatisfiable`.
    """
    unit, equals, wanted = (header or "").partition("=")
    match = _ONE.fullmatch(wanted)
    if unit.strip().lower() != "bytes" or not equals or not match:
        return None
    first, last = match.groups()
    if max(len(first), len(last)) > _LONGEST or not (first or last):
        return None
    if not first:
        return _suffix(int(last), size)
    start, stop = int(first), int(last) + 1 if last else size
    if stop <= start and last:
        return None
    if start >= size:
        raise Unsatisfiable
    return Range(start, min(stop, size))


def _suffix(length: int, size: int) -> Range:
    if length == 0 or size == 0:
        raise Unsatisfiable
    return Range(max(0, size - length), size)
