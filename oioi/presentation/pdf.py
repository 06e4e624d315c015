"""The report as a PDF, set by typst."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).resolve().parent.parent / "report.typ"


def pdf(report: dict[str, Any], at: datetime) -> bytes:
    """The template reads the data as JSON, so no word of a unit is ever taken for markup.

    Only typst's own fonts are used: the same data gives the same pages on every machine.
    """
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"report": json.dumps(report)},
        pdf_standards="ua-1",
        timestamp=at.replace(microsecond=0),
    )
