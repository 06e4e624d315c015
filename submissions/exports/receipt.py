"""The receipt of a submission as a PDF."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from inovasi.lib.dates import moment
from inovasi.lib.pdf import typeset
from submissions.models import Snapshot, Submission

TEMPLATE = Path(__file__).with_name("receipt.typ")


def pdf(submission: Submission, snapshot: Snapshot) -> bytes:
    """The same bytes whenever it is asked for: everything on it is frozen."""
    return typeset(TEMPLATE, facts(submission, snapshot), snapshot.taken_at)


def facts(submission: Submission, snapshot: Snapshot) -> dict[str, Any]:
    """What stands on the receipt, from the frozen content where it is there."""
    content = json.loads(snapshot.content)
    return {
        "government": _("Pemerintah %(regency)s") % {"regency": settings.REGENCY_NAME},
        "owner": settings.OWNER_NAME,
        "title": _("Tanda terima usulan"),
        "number": content["nomor"],
        "rows": [
            [_("Inovasi"), content["judul"]],
            [_("Unit"), content["unit"]["nama"]],
            [_("Edisi"), submission.edition.name],
            [_("Kelompok dan kategori"), f"{content['kelompok']}; {content['kategori']}"],
            [_("Diterima"), moment(snapshot.taken_at)],
            [_("Pengajuan ke"), str(snapshot.revision)],
            [_("Dinyatakan benar oleh"), str(snapshot.statement_by)],
        ],
        "statement_label": _("Pernyataan"),
        "statement": content.get("pernyataan", ""),
        "seal_label": _("Sidik isi (SHA-256), bukti bahwa isinya tidak berubah"),
        "seal": snapshot.sha256,
    }
