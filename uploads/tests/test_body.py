"""Pieces of bodies lie in memory that is used again: never in that of another one."""

import hashlib
import io
import threading

from uploads import body
from uploads.body import PIECE, Body


def read_whole(content: bytes) -> str:
    hasher = hashlib.sha256()
    for blocks, _size in Body(io.BytesIO(content), len(content)).pieces():
        for block in blocks:
            hasher.update(block)
    return hasher.hexdigest()


def test_two_bodies_at_once_lie_apart():
    first = Body(io.BytesIO(b"a" * 10), 10).pieces()
    second = Body(io.BytesIO(b"b" * 10), 10).pieces()
    (mine,), size = next(first)
    (yours,), _size = next(second)
    assert (bytes(mine), bytes(yours), size) == (b"a" * 10, b"b" * 10, 10)
    first.close()
    third = Body(io.BytesIO(b"c" * 10), 10).pieces()
    (theirs,), _size = next(third)
    assert theirs.obj is mine.obj
    assert bytes(yours) == b"b" * 10


def test_many_readers_at_once_each_get_their_own_bytes():
    contents = [bytes([number]) * (2 * PIECE + number) for number in range(6)]
    found: dict[int, str] = {}

    def read(number: int) -> None:
        found[number] = read_whole(contents[number])

    threads = [threading.Thread(target=read, args=[number]) for number in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == {
        number: hashlib.sha256(content).hexdigest() for number, content in enumerate(contents)
    }
    assert len(body._rooms) <= body.KEPT
