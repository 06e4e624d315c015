"""Who may, and when, as far as entries are concerned. Scope first (404), then these (403)."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from competitions.models import Edition
from competitions.phases import Action
from competitions.sentences import calendar_verdict
from inovasi.lib.dates import moment
from inovasi.lib.verdict import YES, Verdict, no
from submissions.models import Submission
from submissions.states import Status
from units.models import Unit
from units.permissions import Visitor, acts_for, is_committee

SETTLED = frozenset({Status.FAILED, Status.WINNER, Status.COMPLETED})
"""Nobody reads the entry to decide about it any more."""

Reader = Callable[[Visitor, Submission, datetime], bool]
READERS: list[Reader] = []
"""Upper apps add who else may read an entry, such as the judges it was assigned to."""


def may_read(user: Visitor, submission: Submission, at: datetime) -> bool:
    """The unit, panitia once it is handed in, and whoever a registered reader lets in."""
    if Submission.objects.visible_to(user).filter(pk=submission.pk).exists():
        return True
    return any(reader(user, submission, at) for reader in READERS)


def may_enter(user: Visitor, unit: Unit, edition: Edition, at: datetime) -> Verdict:
    if not acts_for(user, unit):
        return no(_("Anda bukan anggota unit ini."))
    return calendar_verdict(edition, Action.WRITE, at)


def may_write(user: Visitor, submission: Submission, at: datetime) -> Verdict:
    """Change answers, documents, video, category."""
    if not acts_for(user, submission.unit_id):
        return no(_("Hanya anggota unit pemilik yang boleh mengubah usulan ini."))
    if submission.status == Status.DRAFT:
        return calendar_verdict(submission.edition, Action.WRITE, at)
    if submission.status == Status.RETURNED:
        return _repair_verdict(submission, at)
    return no(_("Usulan sudah diajukan, jadi isinya tidak dapat diubah lagi."))


def may_retry_video(user: Visitor, submission: Submission) -> Verdict:
    """Have a worker try the video again: changes nothing of the entry, so until it is settled."""
    if not acts_for(user, submission.unit_id):
        return no(_("Hanya anggota unit pemilik yang boleh mengolah ulang video usulan ini."))
    if submission.status in SETTLED:
        return no(_("Usulan ini sudah selesai, jadi videonya tidak diolah lagi."))
    return YES


def may_submit(user: Visitor, submission: Submission, at: datetime) -> Verdict:
    """Hand in or hand in again; whether everything is complete is `checks.missing`."""
    if not acts_for(user, submission.unit_id):
        return no(_("Hanya anggota unit pemilik yang boleh mengajukan usulan ini."))
    if submission.status == Status.DRAFT:
        return calendar_verdict(submission.edition, Action.SUBMIT, at)
    if submission.status == Status.RETURNED:
        return _repair_verdict(submission, at)
    return no(_("Usulan ini sudah diajukan."))


def may_check(user: Visitor, submission: Submission, at: datetime) -> Verdict:
    if not is_committee(user):
        return no(_("Hanya panitia yang memeriksa usulan."))
    if acts_for(user, submission.unit_id):
        return no(_("Usulan unit Anda sendiri harus diperiksa panitia lain."))
    if submission.status != Status.SUBMITTED:
        return no(_("Usulan ini tidak sedang menunggu pemeriksaan."))
    return calendar_verdict(submission.edition, Action.CHECK, at)


def _repair_verdict(submission: Submission, at: datetime) -> Verdict:
    if submission.repair_is_due(at) and submission.repair_due_at:
        return no(
            _("Batas waktu perbaikan sudah lewat: %(due)s.")
            % {"due": moment(submission.repair_due_at)}
        )
    return calendar_verdict(submission.edition, Action.REPAIR, at)
