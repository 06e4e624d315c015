"""Pages as PDF, set by typst from data alone."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst


def typeset(
    template: Path, data: Mapping[str, Any], at: datetime, *, archival: bool = False
) -> bytes:
    """The template reads `data` as JSON, so no word of a unit is ever taken for markup.

    Only typst's own fonts are used: the same data gives the same pages on every machine. The
    result is tagged for readers who listen (PDF/UA), unless a text holds a sign that those fonts
    lack, such as Lontara: the standard forbids the box that then stands for it, but a paper with
    boxes is better than none. `archival` papers are PDF/A-2 as well, and stay so even then.
    """
    try:
        return _compiled(
            template, data, at, pdf_standards=[*(["a-2a"] if archival else []), "ua-1"]
        )
    except typst.TypstError:
        return _compiled(template, data, at, pdf_standards=["a-2b"] if archival else [])


def _compiled(template: Path, data: Mapping[str, Any], at: datetime, **options: Any) -> bytes:
    return typst.compile(
        template,
        root=template.parent,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=at.replace(microsecond=0),
        **options,
    )
