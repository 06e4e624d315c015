"""Files that want to make the server read or call something: refused, and nothing was touched.

A canary file that nobody may open and a socket that nobody may call stand ready; the files name
both. Each is tried through the door of uploads and, as if that door were blind, with ffmpeg itself.
"""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inovasi.demo.files import film
from submissions.media.facts import Facts
from submissions.media.ffmpeg import ProcessingFailed, make_playable
from submissions.models import Video
from uploads.models import StoredFile


class Trap:
    """A canary on disk and a listening socket, and whether anything came near them."""

    def __init__(self, folder: Path) -> None:
        self.canary = film(folder / "canary.ts", Random(1), seconds=1)
        os.utime(self.canary, (0, 0))
        self._read_before = self.canary.stat().st_atime_ns
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.setblocking(False)
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}/a.ts"

    @property
    def was_touched(self) -> bool:
        with suppress(BlockingIOError), closing(self._door.accept()[0]):
            return True
        return self.canary.stat().st_atime_ns != self._read_before

    def close(self) -> None:
        self._door.close()


@pytest.fixture
def trap(tmp_path) -> Iterator[Trap]:
    trap = Trap(tmp_path)
    yield trap
    trap.close()


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def playlist(trap: Trap) -> bytes:
    lines = (f"#EXTINF:2,\n{address}" for address in (trap.canary, f"file:{trap.canary}", trap.url))
    return "\n".join(["#EXTM3U", *lines, "#EXT-X-ENDLIST", ""]).encode()


def concat(trap: Trap) -> bytes:
    return f"ffconcat version 1.0\nfile '{trap.canary}'\nfile '{trap.url}'\n".encode()


def data_address(trap: Trap) -> bytes:
    return b"#EXTM3U\n#EXTINF:1,\ndata:video/mp2t;base64,R0VU\n" + trap.url.encode()


def manifest(trap: Trap) -> bytes:
    return f'<?xml version="1.0"?><MPD><BaseURL>{trap.url}</BaseURL></MPD>'.encode()


def playlist_behind_a_head(trap: Trap) -> bytes:
    """A polyglot: the first bytes of an MP4, then a playlist."""
    return box(b"ftyp", b"isom\0\0\0\0") + b"\n" + playlist(trap)


def reference(trap: Trap) -> bytes:
    """A film whose media lie elsewhere."""
    place = trap.canary.with_suffix(".mp4")
    whole = film(place, Random(1), seconds=1).read_bytes()
    return whole.replace(b"url \0\0\0\1", b"url \0\0\0\0")


def page(trap: Trap) -> bytes:
    return f"<!doctype html><video src='{trap.url}'></video>".encode()


def drawing(trap: Trap) -> bytes:
    return f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{trap.url}'/></svg>".encode()


def archive(_trap: Trap) -> bytes:
    return b"PK\x03\x04" + bytes(1000)


def movie_reference(trap: Trap) -> bytes:
    """QuickTime's "this film is over there"."""
    inside = box(b"rmra", box(b"rmda", box(b"rdrf", b"\0\0\0\0url ", trap.url.encode())))
    return box(b"ftyp", b"qt  \0\0\0\0") + box(b"moov", inside) + box(b"mdat")


HOSTILE = {
    playlist: "daftar putar",
    concat: "daftar putar",
    data_address: "daftar putar",
    manifest: "daftar putar",
    playlist_behind_a_head: "rusak|terpotong",
    reference: "berkas lain",
    movie_reference: "berkas lain",
    page: "halaman web",
    drawing: "halaman web",
    archive: "bukan video",
}


@pytest.mark.parametrize("make", HOSTILE)
def test_it_is_refused_and_nothing_was_touched(make, trap, submission, owner, sign_in, settings):
    content = make(trap)
    url = reverse("submission-video", args=[submission.pk])
    answer = sign_in(owner).post(url, {"file": SimpleUploadedFile("film.mp4", content)})

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert any(each in shown for each in HOSTILE[make].split("|"))
    assert not Video.objects.exists()
    assert not StoredFile.objects.exists()
    assert not [path for path in Path(settings.STORAGE_DIR).rglob("*") if path.is_file()]
    assert not trap.was_touched


@pytest.mark.parametrize("make", [playlist, concat, data_address, manifest, playlist_behind_a_head])
@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_ffmpeg_follows_nothing_even_if_the_door_were_blind(make, container, trap, tmp_path):
    hostile = tmp_path / f"film.{container}"
    hostile.write_bytes(make(trap))
    facts = Facts(container, 2.0, 320, 240, "h264", "aac", hostile.stat().st_size)

    with pytest.raises(ProcessingFailed):
        make_playable(hostile, facts, tmp_path)

    assert not trap.was_touched


def test_the_trap_itself_works(trap):
    with socket.create_connection(("127.0.0.1", int(trap.url.split(":")[2].split("/")[0]))):
        assert trap.was_touched
    trap.canary.read_bytes()
