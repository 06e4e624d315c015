"""Reads what a video file says about itself, before any decoder sees it.

Own readers with bounds on size, depth and count: a hostile file costs little and reaches nothing.
"""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from submissions.media import ebml, isobmff
from submissions.media.facts import Facts, NotAVideo, Track

__all__ = ["Facts", "NotAVideo", "Track", "read_facts"]


def read_facts(path: Path) -> Facts:
    """The facts of the video at `path`; raises `NotAVideo` with a sentence for its owner."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(64)
        if head[4:8] == b"ftyp":
            return isobmff.read(file, size)
        if head.startswith(b"\x1a\x45\xdf\xa3"):
            return ebml.read(file, size)
    raise NotAVideo(_not_a_video(head))


def _not_a_video(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"#extm3u", b"ffconcat", b"[playlist]", b"<?xml", b"<mpd")):
        return _("Berkas ini daftar putar, bukan video. Unggah berkas videonya sendiri.")
    if start.startswith((b"<!doctype", b"<html", b"<svg", b"<script")):
        return _("Berkas ini halaman web, bukan video. Unggah berkas videonya sendiri.")
    return _(
        "Berkas ini bukan video yang dikenal. Pilih video MP4, MOV, WebM, atau MKV, "
        "misalnya rekaman dari ponsel."
    )
