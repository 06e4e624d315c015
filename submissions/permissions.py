"""Who may, and when, as far as entries are concerned. Scope first (404), then these (403)."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from competitions.models import Edition
from competitions.phases import Action
from competitions.sentences import calendar_verdict
from inovasi.lib.dates import moment
from inovasi.lib.verdict import YES, Verdict, no
from submissions.models import Submission, TeamRight
from submissions.states import Status
from units.models import Unit
from units.permissions import Visitor, acts_for, is_committee, is_signed_in, may_begin

Reader = Callable[[Visitor, Submission, datetime], bool]
READERS: list[Reader] = []
"""Upper apps add who else may read an entry, such as the judges it was assigned to."""

Bar = Callable[[Submission], Verdict]
BARS: list[Bar] = []
"""Upper apps add what ends checks and repairs of an entry, such as published results."""


WRITERS = frozenset({TeamRight.Level.WRITE, TeamRight.Level.SUBMIT})
SUBMITTERS = frozenset({TeamRight.Level.SUBMIT})


def takes_part(user: Visitor, submission: Submission) -> bool:
    """True for the people of the unit and for whoever was invited to the entry's team."""
    return _belongs(user, submission, frozenset(TeamRight.Level.values))


def _belongs(user: Visitor, submission: Submission, levels: frozenset[str]) -> bool:
    """A member of the unit, whose rights need no row, or somebody with one of `levels`."""
    if acts_for(user, submission.unit_id):
        return True
    rights = TeamRight.objects.filter(submission=submission, level__in=levels)
    return is_signed_in(user) and rights.filter(user=user).exists()


def may_read(user: Visitor, submission: Submission, at: datetime) -> bool:
    """The unit, the team, panitia once it is handed in, and whom a registered reader lets in."""
    if Submission.objects.visible_to(user).filter(pk=submission.pk).exists():
        return True
    return any(reader(user, submission, at) for reader in READERS)


def may_enter(user: Visitor, unit: Unit, edition: Edition, at: datetime) -> Verdict:
    return may_begin(user, unit, at) and calendar_verdict(edition, Action.WRITE, at, unit)


def may_write(user: Visitor, submission: Submission, at: datetime) -> Verdict:
    """Change answers, documents, video, category."""
    if not _belongs(user, submission, WRITERS):
        return no(
            _("Hanya anggota unit pemilik dan tim yang diberi hak boleh mengubah usulan ini.")
        )
    if submission.status == Status.DRAFT:
        return calendar_verdict(submission.edition, Action.WRITE, at, submission.unit)
    if submission.status == Status.RETURNED:
        return _repair_verdict(submission, at)
    return no(_("Usulan sudah diajukan, jadi isinya tidak dapat diubah lagi."))


def may_submit(user: Visitor, submission: Submission, at: datetime) -> Verdict:
    """Hand in or hand in again; whether everything is complete is `checks.missing`."""
    if not _belongs(user, submission, SUBMITTERS):
        return no(
            _("Hanya anggota unit pemilik dan tim yang diberi hak boleh mengajukan usulan ini.")
        )
    if submission.status == Status.DRAFT:
        return calendar_verdict(submission.edition, Action.SUBMIT, at, submission.unit)
    if submission.status == Status.RETURNED:
        return _repair_verdict(submission, at)
    return no(_("Usulan ini sudah diajukan."))


def may_invite(user: Visitor, submission: Submission) -> Verdict:
    """Let people from outside the unit work on the entry, or end that: the unit's own people."""
    if acts_for(user, submission.unit_id):
        return YES
    return no(_("Hanya anggota unit pemilik yang mengatur tim usulan ini."))


def may_check(user: Visitor, submission: Submission, at: datetime) -> Verdict:
    if not is_committee(user):
        return no(_("Hanya panitia yang memeriksa usulan."))
    if takes_part(user, submission):
        return no(_("Usulan unit Anda sendiri atau tim Anda harus diperiksa panitia lain."))
    if submission.status != Status.SUBMITTED:
        return no(_("Usulan ini tidak sedang menunggu pemeriksaan."))
    settled = _settled(submission)
    if not settled:
        return settled
    return calendar_verdict(submission.edition, Action.CHECK, at)


def _settled(submission: Submission) -> Verdict:
    """The first refusal of the upper apps, if any."""
    return next((verdict for bar in BARS if not (verdict := bar(submission))), YES)


def _repair_verdict(submission: Submission, at: datetime) -> Verdict:
    settled = _settled(submission)
    if not settled:
        return settled
    if submission.repair_is_due(at) and submission.repair_due_at:
        return no(
            _("Batas waktu perbaikan sudah lewat: %(due)s.")
            % {"due": moment(submission.repair_due_at)}
        )
    return calendar_verdict(submission.edition, Action.REPAIR, at, submission.unit)
