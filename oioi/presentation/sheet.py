"""The report as a workbook. What units wrote stays text, whatever it begins with."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from inovasi.lib.sheets import fill

WIDEST = 60


def xlsx(report: dict[str, Any]) -> bytes:
    """One sheet each for the summary, the board, the units, the exempt and the years."""
    words, book = report["words"], Workbook()
    book.remove(book.active)
    summary = [
        [report["title"]],
        [report["sentence"]],
        [report["made"]],
        [],
        *report["rules"],
        [],
        [words["level"], words["number"]],
        *report["levels"],
    ]
    _sheet(book, words["summary"], summary)
    board = report["board"]
    _sheet(book, words["grid"], [board["head"], *board["rows"], board["foot"]])
    _sheet(book, words["unit"], [report["unit_head"], *report["units"]])
    _sheet(book, words["owing"], [report["unit_head"], *report["missing"]])
    _sheet(book, words["let_off"], [report["exempt_head"], *report["exempt"]])
    years = [[int(year), share, text] for year, share, text in report["trend"]]
    _sheet(book, words["year"], [[words["year"], "%", words["share"]], *years])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(book: Workbook, title: str, rows: Iterable[Sequence[str | int]]) -> None:
    sheet = book.create_sheet(title[:31])
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            fill(sheet.cell(number, column), value)
            if number == 1:
                sheet.cell(number, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    _set_widths(sheet)


def _set_widths(sheet: Worksheet) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        longest = max((len(str(cell.value or "")) for cell in column[1:]), default=0)
        head = len(str(column[0].value or "")) if sheet.max_column > 2 else 0
        width = min(max(longest, head, 8) + 2, WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width
