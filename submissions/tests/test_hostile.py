"""Files that want to make the server read or call something: refused, and nothing was touched.

A canary file that nobody may open and a socket that nobody may call stand ready; the files name
both. Each is tried through the door of uploads and, as if that door were blind, with ffmpeg itself.
"""

import html
import os
import socket
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inovasi.demo.files import film, statement_pdf
from submissions.media.facts import Facts
from submissions.media.ffmpeg import ProcessingFailed, make_playable
from submissions.models import Submission, Video
from submissions.tests.hostile_pdfs import (
    locked_pdf,
    pdf_bomb,
    pdf_bomb_in_a_bomb,
    pdf_that_launches,
    pdf_with_a_huge_picture,
    pdf_with_a_script,
    pdf_with_a_small_archive,
    pdf_with_an_archive,
    pdf_with_an_attachment,
    pdf_with_endless_pages,
    zipped,
)
from uploads.models import StoredFile


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A film as it should be, and one that is the canary."""
    folder = tmp_path_factory.mktemp("trap")
    film(folder / "film.mp4", Random(1), seconds=1)
    film(folder / "canary.ts", Random(1), seconds=1)
    return folder


class Trap:
    """A canary on disk and a listening socket, and whether anything came near them."""

    def __init__(self, folder: Path) -> None:
        self.canary = folder / "canary.ts"
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
def trap(folder) -> Iterator[Trap]:
    trap = Trap(folder)
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
    return clip(trap).replace(b"url \0\0\0\1", b"url \0\0\0\0")


def page(trap: Trap) -> bytes:
    return f"<!doctype html><video src='{trap.url}'></video>".encode()


def drawing(trap: Trap) -> bytes:
    return f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{trap.url}'/></svg>".encode()


def archive(_trap: Trap) -> bytes:
    return zipped("word/document.xml", b"<w:document/>")


def movie_reference(trap: Trap) -> bytes:
    """QuickTime's "this film is over there"."""
    inside = box(b"rmra", box(b"rmda", box(b"rdrf", b"\0\0\0\0url ", trap.url.encode())))
    return box(b"ftyp", b"qt  \0\0\0\0") + box(b"moov", inside) + box(b"mdat")


def clip(trap: Trap) -> bytes:
    return trap.canary.with_name("film.mp4").read_bytes()


def without_frames(trap: Trap) -> bytes:
    whole = clip(trap)
    at = whole.index(b"stsz") + 12
    return whole[:at] + bytes(4) + whole[at + 4 :]


def ten_hours(trap: Trap) -> bytes:
    whole = clip(trap)
    at = whole.index(b"mvhd") + 16
    return whole[:at] + struct.pack(">II", 1, 36_000) + whole[at + 8 :]


def many_pictures(trap: Trap) -> bytes:
    """A second of film that lists ten million pictures."""
    return with_pictures(clip(trap), 10_000_000)


def large_pictures(trap: Trap) -> bytes:
    """Two hundred pictures of 16 million points each in a few kilobytes."""
    whole = with_pictures(clip(trap), 200)
    at = whole.index(b"avc1", whole.index(b"stsd")) + 28
    whole = whole[:at] + struct.pack(">HH", 4096, 4096) + whole[at + 4 :]
    at = whole.index(b"tkhd") + 80
    return whole[:at] + struct.pack(">II", 4096 << 16, 4096 << 16) + whole[at + 8 :]


def with_pictures(whole: bytes, count: int) -> bytes:
    at = whole.index(b"stsz") + 12
    return whole[:at] + struct.pack(">I", count) + whole[at + 4 :]


def truncated(trap: Trap) -> bytes:
    return clip(trap)[:-1000]


def silent(trap: Trap) -> bytes:
    """The track of sound becomes one of something else."""
    return clip(trap).replace(b"soun", b"text")


def polyglot(trap: Trap) -> bytes:
    """A web page that hides a film."""
    return b"<html><!--" + clip(trap)


def element(kind: int, body: bytes) -> bytes:
    name = kind.to_bytes((kind.bit_length() + 7) // 8, "big")
    return name + (len(body) | 1 << 56).to_bytes(8, "big") + body


def matroska(*, side: int, blocks: int) -> bytes:
    picture = element(0xB0, side.to_bytes(4, "big")) + element(0xBA, side.to_bytes(4, "big"))
    track = element(0x83, b"\1") + element(0x86, b"V_VP8") + element(0xE0, picture)
    sound = element(0x83, b"\2") + element(0x86, b"A_OPUS")
    tracks = element(0xAE, track) + element(0xAE, sound)
    cluster = element(0xE7, b"\0") + element(0xA3, b"\x81\0\0\0frame") * blocks
    information = element(0x4489, struct.pack(">f", 2000.0))
    inside = element(0x1549A966, information) + element(0x1654AE6B, tracks)
    head = element(0x1A45DFA3, element(0x4282, b"matroska"))
    return head + element(0x18538067, inside + element(0x1F43B675, cluster))


def huge(_trap: Trap) -> bytes:
    return matroska(side=100_000, blocks=1)


def cluster_without_frames(_trap: Trap) -> bytes:
    return matroska(side=320, blocks=0)


def macros(_trap: Trap) -> bytes:
    return zipped("word/vbaProject.bin", b"Sub AutoOpen()")


def zip_bomb(_trap: Trap) -> bytes:
    return zipped("a", bytes(50 * 1024**2))


def pixel_bomb(_trap: Trap) -> bytes:
    """A PNG that says 100,000 x 100,000 pixels in its header."""
    size = struct.pack(">IIBBBBB", 100_000, 100_000, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def good_pdf(_trap: Trap) -> bytes:
    return statement_pdf(["x"])


HOSTILE = [
    ("video", "film.mp4", playlist, "daftar putar"),
    ("video", "film.mp4", concat, "daftar putar"),
    ("video", "film.mp4", data_address, "daftar putar"),
    ("video", "film.mp4", manifest, "daftar putar"),
    ("video", "film.mp4", playlist_behind_a_head, "terpotong"),
    ("video", "film.mp4", reference, "mengambil isinya dari berkas lain"),
    ("video", "film.mov", movie_reference, "mengambil isinya dari berkas lain"),
    ("video", "film.mp4", page, "halaman web"),
    ("video", "film.mp4", polyglot, "halaman web"),
    ("video", "film.mp4", drawing, "halaman web"),
    ("video", "film.mp4", archive, "bukan video yang dikenal"),
    ("video", "film.mp4", zip_bomb, "bukan video yang dikenal"),
    ("video", "film.mkv", huge, "100000 x 100000 titik"),
    ("video", "film.mp4", ten_hours, "terlalu panjang: 600.00"),
    ("video", "film.mp4", without_frames, "tidak memuat satu gambar pun"),
    ("video", "film.mkv", cluster_without_frames, "tidak memuat satu gambar pun"),
    ("video", "film.mp4", many_pictures, "jauh lebih banyak daripada yang wajar"),
    ("video", "film.mp4", large_pictures, "jauh lebih banyak daripada yang wajar"),
    ("video", "film.mp4", truncated, "terpotong"),
    ("video", "film.mp4", silent, "tidak bersuara"),
    ("video", "film.avi", clip, "berkas dengan akhiran .mp4"),
    ("video", "film.mp4\x00.exe", clip, "berkas dengan akhiran .mp4"),
    ("video", "../../film.mp4/x.sh", clip, "berkas dengan akhiran .mp4"),
    ("video", "film\u202e4pm.exe", clip, "berkas dengan akhiran .mp4"),
    ("document", "surat.pdf", page, "halaman web"),
    ("document", "surat.pdf", drawing, "halaman web"),
    ("document", "surat.pdf", macros, "dokumen Word, Excel, atau ZIP"),
    ("document", "surat.pdf", zip_bomb, "dokumen Word, Excel, atau ZIP"),
    ("document", "surat.docm", macros, "berkas dengan akhiran .pdf"),
    ("document", "surat.pdf.exe", good_pdf, "berkas dengan akhiran .pdf"),
    ("document", "surat.pdf", locked_pdf, "dikunci dengan sandi"),
    ("document", "surat.pdf", pdf_with_an_archive, "terpotong"),
    ("document", "surat.pdf", pdf_with_a_small_archive, "ada isi lain"),
    ("document", "surat.pdf", pdf_with_a_script, "memuat program atau lampiran"),
    ("document", "surat.pdf", pdf_with_an_attachment, "memuat program atau lampiran"),
    ("document", "surat.pdf", pdf_that_launches, "memuat program atau lampiran"),
    ("document", "surat.pdf", pdf_bomb, "terlalu besar bila dibuka"),
    ("document", "surat.pdf", pdf_bomb_in_a_bomb, "terlalu besar bila dibuka"),
    ("document", "surat.pdf", pdf_with_a_huge_picture, "terlalu besar bila dibuka"),
    ("document", "surat.pdf", pdf_with_endless_pages, "terlalu besar bila dibuka"),
    ("evidence", "laporan.pdf", pdf_bomb, "terlalu besar bila dibuka"),
    ("document", "surat.pdf", pixel_bomb, "foto, bukan PDF"),
    ("evidence", "laporan.pdf", locked_pdf, "dikunci dengan sandi"),
    ("evidence", "laporan.pdf", pdf_with_a_script, "memuat program atau lampiran"),
    ("evidence", "laporan.pdf", pdf_with_a_small_archive, "ada isi lain"),
    ("evidence", "laporan.pdf", macros, "dokumen Word, Excel, atau ZIP"),
    ("evidence", "laporan.docm", macros, "berkas dengan akhiran .pdf"),
    ("evidence", "foto.png", pixel_bomb, "terlalu besar"),
    ("evidence", "foto.png", drawing, "bukan foto"),
    ("evidence", "foto.jpg", page, "bukan foto"),
]


def door(kind: str, submission: Submission) -> str:
    if kind == "video":
        return reverse("submission-video", args=[submission.pk])
    if kind == "document":
        rule = submission.group.document_rules.first()
        return reverse("submission-document", args=[submission.pk, rule.pk])
    section = submission.group.sections.get(number="5")
    return reverse("submission-evidence", args=[submission.pk, section.pk])


@pytest.mark.parametrize(("kind", "name", "make", "words"), HOSTILE)
def test_it_is_refused_in_its_own_words_and_nothing_was_touched(
    kind, name, make, words, trap, submission, owner, sign_in, settings
):
    file = SimpleUploadedFile("x", make(trap))
    file.name = name
    answer = sign_in(owner).post(door(kind, submission), {"file": file})

    assert answer.status_code == 422
    assert words in html.unescape(answer.text)
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
