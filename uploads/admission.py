"""Is a file what it says it is? Helpers for the `admit` of purposes."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from uploads.children import look
from uploads.confinement import Allowance
from uploads.errors import Refused

PDF_TYPE = "application/pdf"
PDF_ALLOWANCE = Allowance(memory=768 * 1024 * 1024, cpu=15, file=1024 * 1024)
PDF_SECONDS = 8.0 * PDF_ALLOWANCE.cpu
"""What ends a bomb is the processor's time. On the wall a busy server takes a multiple of it, and a
document is not to blame for that; only a child that sleeps meets this end."""
_CHILD = Path(__file__).with_name("pdf_child.py")
_END = 2048


def check_pdf(path: Path) -> str:
    """`application/pdf` when the file is one that opens without a password and has pages.

    Extension, first and last bytes and a real parse in a confined child agree, or `Refused`
    says what is wrong.
    """
    with path.open("rb") as file:
        head = file.read(1024)
        file.seek(max(0, path.stat().st_size - _END))
        tail = file.read(_END)
    if not head.startswith(b"%PDF-"):
        raise Refused(_not_a_pdf(head))
    _before, marker, behind = tail.rpartition(b"%%EOF")
    if marker and behind.strip(b"\x00\t\n\x0c\r "):
        raise Refused(
            _(
                "Di belakang dokumen PDF ini ada isi lain. "
                "Simpan atau cetak ulang dokumennya sebagai PDF, lalu unggah lagi."
            )
        )
    if not marker:
        raise Refused(
            _(
                "Berkas PDF ini terpotong: bagian akhirnya tidak ada. "
                "Simpan ulang dokumennya sebagai PDF, lalu unggah lagi."
            )
        )
    _check_parse(path)
    return PDF_TYPE


def _check_parse(path: Path) -> None:
    said = look(_CHILD, path, allowance=PDF_ALLOWANCE, seconds=PDF_SECONDS)
    if said.startswith("pages "):
        return
    if said == "encrypted":
        raise Refused(
            _(
                "Berkas PDF ini dikunci dengan sandi. Hapus sandinya "
                "(simpan atau cetak ulang sebagai PDF), lalu unggah lagi."
            )
        )
    if said == "huge":
        raise Refused(
            _(
                "Isi berkas PDF ini terlalu besar bila dibuka, sehingga komputer pembacanya macet. "
                "Perkecil gambar atau jumlah halamannya, simpan ulang sebagai PDF, "
                "lalu unggah lagi."
            )
        )
    if said == "active":
        raise Refused(
            _(
                "Berkas PDF ini memuat program atau lampiran di dalamnya. "
                "Cetak ulang sebagai PDF tanpa keduanya, lalu unggah lagi."
            )
        )
    raise Refused(
        _(
            "Berkas PDF ini rusak dan tidak dapat dibuka. "
            "Simpan ulang dokumennya sebagai PDF, lalu unggah lagi."
        )
    )


def _not_a_pdf(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script")):
        return _("Berkas ini halaman web yang diberi nama PDF. Simpan dokumennya sebagai PDF.")
    if start.startswith((b"pk\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _(
            "Berkas ini dokumen Word, Excel, atau ZIP yang diberi nama PDF. "
            "Buka dokumennya, simpan sebagai PDF, lalu unggah lagi."
        )
    if start.startswith((b"\xff\xd8\xff", b"\x89png")):
        return _("Berkas ini foto, bukan PDF. Masukkan foto ke dokumen, lalu simpan sebagai PDF.")
    return _("Berkas ini bukan PDF. Simpan dokumennya sebagai PDF, lalu unggah lagi.")
