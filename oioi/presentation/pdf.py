"""The report as a PDF."""

from datetime import datetime
from pathlib import Path
from typing import Any

from inovasi.lib.pdf import typeset

TEMPLATE = Path(__file__).resolve().parent.parent / "report.typ"


def pdf(report: dict[str, Any], at: datetime) -> bytes:
    return typeset(TEMPLATE, report, at)
