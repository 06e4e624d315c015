"""Reading CSV and XLSX into plain cells. Pure: no database, bounded in every direction.

What cannot be trusted is kept with a remark on its cell, so that the dry run can name line, column
and remedy; only a file that is no table at all is refused as a whole.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

MAX_BYTES = 10 * 1024**2
MAX_UNPACKED = 100 * 1024**2
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL = 1000


class NotASheet(Exception):
    """The file is no usable table; its text is the sentence that the user reads."""


@dataclass
class Row:
    """A line of the sheet: `number` as the program shows it, cells as text, remarks by column."""

    number: int
    cells: list[str]
    remarks: dict[int, str] = field(default_factory=dict)


@dataclass
class Sheet:
    headers: list[str]
    rows: list[Row]


def read(content: bytes, file_name: str) -> Sheet:
    """The first table of a file. Raises `NotASheet` with what is wrong and what to do."""
    if len(content) > MAX_BYTES:
        raise NotASheet(
            _("Berkas lebih besar dari 10 MB. Hapus lembar dan gambar yang tidak perlu.")
        )
    if not content.strip(b"\0 \r\n\t"):
        raise NotASheet(_("Berkas ini kosong."))
    is_xlsx = content.startswith(b"PK")
    if not is_xlsx and content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotASheet(_("Berkas Excel lama (.xls) atau berkata sandi. Simpan sebagai .xlsx."))
    lines = _xlsx_lines(content) if is_xlsx else _csv_lines(content)
    return _sheet(lines)


def _sheet(lines: Iterator[Row]) -> Sheet:
    filled = (line for line in lines if any(cell.strip() for cell in line.cells))
    head = next(filled, None)
    if head is None:
        raise NotASheet(_("Berkas ini kosong."))
    headers = [cell.strip() for cell in head.cells]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MAX_COLUMNS:
        raise NotASheet(_("Lebih dari 60 kolom. Hapus kolom yang tidak perlu."))
    rows = []
    for line in filled:
        if len(rows) == MAX_ROWS:
            raise NotASheet(_("Lebih dari 20.000 baris. Bagi menjadi beberapa berkas."))
        rows.append(_fitted(line, len(headers)))
    if not rows:
        raise NotASheet(_("Hanya ada judul kolom; tidak ada baris data."))
    return Sheet(headers, rows)


def _fitted(line: Row, width: int) -> Row:
    cells = [cell.strip() for cell in line.cells]
    if any(cells[width:]):
        line.remarks.setdefault(width - 1, _("Baris ini punya sel di luar judul kolom."))
    cells = cells[:width] + [""] * (width - len(cells))
    for place, cell in enumerate(cells):
        if len(cell) > MAX_CELL:
            cells[place] = cell[:MAX_CELL]
            line.remarks[place] = _("Isi sel terlalu panjang.")
    return Row(line.number, cells, line.remarks)


def _csv_lines(content: bytes) -> Iterator[Row]:
    text, spoiled = _decoded(content)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    first = 1
    try:
        for cells in reader:
            own = spoiled & set(range(first, reader.line_num + 1))
            remark = _("Ada huruf yang tidak terbaca. Simpan berkas sebagai CSV UTF-8.")
            yield Row(first, cells, {0: remark} if own else {})
            first = reader.line_num + 1
    except csv.Error as error:
        raise NotASheet(
            _("Baris %(line)d tidak terbaca sebagai CSV. Periksa tanda kutipnya.")
            % {"line": reader.line_num}
        ) from error


def _decoded(content: bytes) -> tuple[str, set[int]]:
    """The text, and the numbers of lines that are not UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
            return text.replace("\0", ""), set()
        except UnicodeDecodeError as error:
            raise NotASheet(_("Berkas ini rusak. Simpan lagi sebagai CSV UTF-8.")) from error
    if b"\0" in content:
        raise NotASheet(_("Berkas ini bukan tabel. Unggah berkas XLSX atau CSV."))
    lines, spoiled = [], set()
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", "replace"))
            spoiled.add(number)
    return "".join(lines).removeprefix("\ufeff"), spoiled


def _xlsx_lines(content: bytes) -> Iterator[Row]:
    _refuse_bomb(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        for line in sheet.iter_rows(max_row=MAX_ROWS + 50, max_col=MAX_COLUMNS + 1):
            cells = [_cell_text(cell.value) for cell in line]
            number = next((cell.row for cell in line if cell.value is not None), 0)
            yield Row(
                number,
                [text for text, _remark in cells],
                {place: remark for place, (_text, remark) in enumerate(cells) if remark},
            )
    except NotASheet:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part of a file provokes
        raise NotASheet(
            _("Berkas Excel ini rusak atau berkata sandi. Simpan lagi sebagai .xlsx.")
        ) from error


def _refuse_bomb(content: bytes) -> None:
    """The sizes that the archive declares, and a ratio no honest sheet reaches."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise NotASheet(_("Berkas Excel ini rusak. Simpan lagi sebagai .xlsx.")) from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or len(entries) > 2000:
        raise NotASheet(_("Isi berkas Excel ini terlalu besar setelah dibuka."))
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise NotASheet(_("Berkas ini bukan tabel. Unggah berkas XLSX atau CSV."))


def _cell_text(value: Any) -> tuple[str, str]:
    """The text of a cell, and a remark when its text cannot be trusted."""
    match value:
        case None:
            return "", ""
        case bool():
            return ("ya" if value else "tidak"), ""
        case datetime() | date():
            day = value.date() if isinstance(value, datetime) else value
            return day.isoformat(), ""
        case float() if not value.is_integer():
            return str(value), _(
                "Excel menyimpan sel ini sebagai angka pecahan. Ubah kolomnya menjadi Teks."
            )
        case int() | float():
            return str(int(value)), ""
        case str() if value.startswith("="):
            return value, _("Sel ini rumus. Salin lalu tempel sebagai nilai.")
        case str():
            return value, ""
    return str(value), _("Isi sel ini tidak dikenal. Ubah kolomnya menjadi Teks.")
