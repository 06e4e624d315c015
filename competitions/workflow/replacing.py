"""The deed that puts another file in the place of one of opened rules: guideline or form."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competitions import notices
from competitions.models import DocumentRule, Edition, RuleChange
from competitions.permissions import may_change_opened
from competitions.workflow.changes import given_reason, hold_opened
from competitions.workflow.rows import fetch
from inovasi.lib.verdict import Refused, Stale
from units.models import User
from uploads.models import StoredFile

REPLACEMENT, GUIDELINE, TEMPLATE = "rulebook-replacement", "juknis", "contoh"
"""The purpose of files that wait for a reason, and how their targets begin."""


def file_target(row: Edition | DocumentRule) -> str:
    """How the file of a row is named as the target of an upload."""
    return f"{GUIDELINE if isinstance(row, Edition) else TEMPLATE}-{row.pk}"


def file_of(row: Edition | DocumentRule) -> StoredFile | None:
    """The guideline, or the form that a document is written on."""
    return row.guideline if isinstance(row, Edition) else row.template


def waiting_file(row: Edition | DocumentRule) -> StoredFile | None:
    """The newest file that was sent to take the place of the row's, unless it has."""
    sent = StoredFile.objects.filter(purpose=REPLACEMENT, target=file_target(row))
    current = file_of(row)
    if current is not None and current.purpose == REPLACEMENT:
        sent = sent.filter(created_at__gt=current.created_at)
    return sent.order_by("-created_at").first()


@transaction.atomic
def replace_file(
    row: Edition | DocumentRule,
    file: StoredFile,
    *,
    seen: str,
    reason: str,
    user: User,
    at: datetime,
) -> RuleChange:
    """Put `file`, sent for this row, in the place of the one in force and tell everyone.

    Both are named with their fingerprints. `seen` is the number of the file that the person saw
    in force, empty for none: `Stale` when it is another one by now.
    """
    edition = hold_opened(row if isinstance(row, Edition) else row.edition, may_change_opened, user)
    reason = given_reason(reason)
    found = edition if isinstance(row, Edition) else fetch(row)
    before, field = file_of(found), "guideline" if isinstance(row, Edition) else "template"
    if str(before.pk if before else "") != seen:
        raise Stale(found)
    if (file.purpose, file.target) != (REPLACEMENT, file_target(row)):
        raise Refused(_("Berkas ini tidak diunggah untuk bagian ini."))
    setattr(found, field, file)
    found.save(update_fields=[field])
    change = RuleChange.objects.create(
        edition=edition,
        kind=RuleChange.Kind.REPLACED,
        subject=file_subject(found)[:200],
        before=described(before),
        after=described(file),
        reason=reason,
        actor=user,
        at=at,
    )
    notices.replaced(change)
    return change


def file_subject(row: Edition | DocumentRule) -> str:
    if isinstance(row, Edition):
        return _("Juknis")
    return _("Contoh: %(document)s") % {"document": row}


def described(file: StoredFile | None) -> str:
    """The name with the first half of the fingerprint; empty for no file."""
    return f"{file.original_name} (SHA-256 {file.sha256[:32]})" if file else ""
