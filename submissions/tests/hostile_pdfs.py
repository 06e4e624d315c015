"""Documents that lock, run, carry, hide or swell; each function makes one."""

import io
import zipfile
from collections.abc import Callable
from random import Random

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from inovasi.demo.files import statement_pdf


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return stream.getvalue()


def locked_pdf(_trap: object) -> bytes:
    stream, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.encrypt("", owner_password="rahasia", algorithm="RC4-128")
    writer.write(stream)
    return stream.getvalue()


def pdf_with_an_archive(_trap: object) -> bytes:
    """A polyglot: a document at its beginning, an archive at its end."""
    return statement_pdf(["x"]) + zipped("a", Random(1).randbytes(5000))


def pdf_with_a_small_archive(_trap: object) -> bytes:
    """So small that the document's end still lies in the last bytes of the file."""
    return statement_pdf(["x"]) + zipped("a", b"x")


def written_pdf(change: Callable[[PdfWriter], object]) -> bytes:
    stream, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(width=200, height=200)
    change(writer)
    writer.write(stream)
    return stream.getvalue()


def pdf_with_a_script(_trap: object) -> bytes:
    """Runs when the document opens."""
    return _pdf_that_opens_with({"/S": NameObject("/JavaScript"), "/JS": TextStringObject("x()")})


def pdf_with_an_attachment(_trap: object) -> bytes:
    return written_pdf(lambda writer: writer.add_attachment("makro.docm", b"PK"))


def pdf_that_launches(_trap: object) -> bytes:
    return _pdf_that_opens_with({"/S": NameObject("/Launch"), "/F": TextStringObject("a.exe")})


def _pdf_that_opens_with(action: dict[str, PdfObject]) -> bytes:
    named = DictionaryObject({NameObject(key): value for key, value in action.items()})

    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = named

    return written_pdf(change)


def _pdf_with_a_stream(content: bytes, **facts: int) -> bytes:
    def change(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(content)
        packed = stream.flate_encode(9)
        for name, value in facts.items():
            packed[NameObject(f"/{name}")] = NumberObject(value)
        writer._add_object(packed)

    return written_pdf(change)


def pdf_bomb(_trap: object) -> bytes:
    """A stream of 300 MB in 300 kB, as a reader's program would unpack it."""
    return _pdf_with_a_stream(bytes(300 * 1024**2))


def pdf_bomb_in_a_bomb(_trap: object) -> bytes:
    def change(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(bytes(300 * 1024**2))
        writer._add_object(stream.flate_encode(9).flate_encode(9))

    return written_pdf(change)


def pdf_with_a_huge_picture(_trap: object) -> bytes:
    return _pdf_with_a_stream(b"x", Width=100_000, Height=100_000)


def pdf_with_endless_pages(_trap: object) -> bytes:
    """Eight floors of a tree whose every branch names the next floor ten times."""

    def change(writer: PdfWriter) -> None:
        node = writer.root_object["/Pages"].raw_get("/Kids")[0]
        for _floor in range(8):
            kids = ArrayObject([node] * 10)
            inner = {"/Type": NameObject("/Pages"), "/Kids": kids, "/Count": NumberObject(1)}
            named = DictionaryObject({NameObject(key): value for key, value in inner.items()})
            node = writer._add_object(named)
        writer.root_object["/Pages"][NameObject("/Kids")] = ArrayObject([node])

    return written_pdf(change)
