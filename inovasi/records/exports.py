"""The ledger as files: lines to read in a spreadsheet, and the chain to recompute elsewhere."""

import json
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inovasi.lib.sheets import csv_lines
from inovasi.records import words
from ledger.models import Line

AT_ONCE = 500


def chain() -> Iterator[bytes]:
    """Every numbered line as one line of JSON, as `ledger/verify_export.py` reads it."""
    for line in Line.objects.sealed().iterator(AT_ONCE):
        kept = {
            "nomor": line.number,
            "isi": line.content(),
            "sidik_isi": line.digest,
            "sidik": line.hash,
        }
        yield json.dumps(kept, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def table(lines: QuerySet[Line]) -> Iterator[bytes]:
    """The lines that were found, as CSV; people and objects by their numbers, as they stand."""
    return csv_lines(row for part in ([_head()], _rows(lines)) for row in part)


def _head() -> list[str]:
    return [
        _("Nomor"),
        _("Saat"),
        _("Tindakan"),
        _("Kode tindakan"),
        _("Hal"),
        _("Akun pelaku"),
        _("Rincian"),
        _("Sidik isi"),
        _("Sidik"),
    ]


def _rows(lines: QuerySet[Line]) -> Iterator[list[str]]:
    for line in lines.iterator(AT_ONCE):
        yield [
            str(line.number or ""),
            f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}",
            words.name_of(line.verb),
            line.verb,
            line.subject,
            str(line.actor or ""),
            json.dumps(line.details, ensure_ascii=False, sort_keys=True) if line.details else "",
            line.digest,
            line.hash,
        ]
