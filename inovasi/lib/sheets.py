"""Tables for other programs: what people wrote stays text, whatever it begins with."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 32_000
"""A cell of a workbook holds no more characters."""

Value = str | int
Rows = Iterable[Sequence[Value]]


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Rows) -> Iterator[bytes]:
    """Lines of a file, with the mark by which spreadsheets know UTF-8.

    An apostrophe keeps a text that looks like a formula from being calculated.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff".encode()
    for row in rows:
        yield writer.writerow([_as_text(value) for value in row]).encode()


def _as_text(value: Value) -> Value:
    is_formula = isinstance(value, str) and value.lstrip(" ").startswith(FORMULA)
    return f"'{value}" if is_formula else value


def write_xlsx(file: IO[bytes], title: str, head: Sequence[str], rows: Rows) -> None:
    """A workbook of one sheet into `file`, row by row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, label, bold=True) for label in head])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    book.save(file)


def _cell(sheet: object, value: Value, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    fill(cell, value, wraps=True)
    if bold:
        cell.font = Font(bold=True)
    return cell


def fill(cell: Cell, value: Value, *, wraps: bool = False) -> None:
    """A number as a number, anything else as text that no program calculates."""
    if isinstance(value, int):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(FORMULA)
    cell.alignment = Alignment(vertical="top", wrap_text=wraps)
