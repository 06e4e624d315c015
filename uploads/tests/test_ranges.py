"""Ranges against what Python's own slices give."""

from hypothesis import given
from hypothesis import strategies as st

from uploads.ranges import Unsatisfiable, parse

NUMBERS = st.integers(0, 300)


def wanted_slice(content: bytes, first: int | None, last: int | None) -> bytes:
    if first is None:
        return content[-last:] if last else b""
    return content[first:] if last is None else content[first : last + 1]


@given(content=st.binary(max_size=200), first=st.none() | NUMBERS, last=st.none() | NUMBERS)
def test_a_range_is_a_slice(content, first, last):
    header = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    malformed = first is None and last is None
    reversed_range = first is not None and last is not None and last < first
    try:
        part = parse(header, len(content))
    except Unsatisfiable:
        assert not malformed
        assert wanted_slice(content, first, last) == b""
        return
    if malformed or reversed_range:
        assert part is None
        return
    assert part is not None
    assert part.length > 0
    assert content[part.start : part.stop] == wanted_slice(content, first, last)


@given(header=st.none() | st.text(), size=st.integers(0, 1 << 50))
def test_anything_else_is_the_whole_file_or_lies_within(header, size):
    try:
        part = parse(header, size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part.start < part.stop <= size
