"""Who may, and when, as far as entries are concerned. Scope first (404), then these (403)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from competitions.models import Edition
from competitions.phases import GATES, Action
from competitions.sentences import calendar_verdict
from inovasi.lib.dates import moment
from inovasi.lib.verdict import YES, Verdict, no
from submissions.models import Check, Submission, TeamRight
from submissions.states import Status
from units.models import Unit
from units.permissions import Visitor, acts_for, is_committee, is_signed_in, may_begin
from uploads.models import FINISH_WITHIN, Upload

SETTLED = frozenset({Status.FAILED, Status.WINNER, Status.COMPLETED, Status.LEFT})
"""Nobody reads the entry to decide about it any more."""

Reader = Callable[[Visitor, Submission, datetime], bool]
READERS: list[Reader] = []
"""Upper apps add who else may read an entry, such as the judges it was assigned to."""

Bar = Callable[[Submission], Verdict]
BARS: list[Bar] = []
"""Upper apps add what ends checks and repairs of an entry, such as published results."""

FILES: set[str] = set()
"""The purposes of files of entries; `submissions.files` names them."""

HAND_IN_WITHIN = timedelta(hours=1)
"""How long an entry may be handed in once an upload that the deadline overtook has arrived."""


WRITERS = frozenset({TeamRight.Level.WRITE, TeamRight.Level.SUBMIT})
SUBMITTERS = frozenset({TeamRight.Level.SUBMIT})


def takes_part(user: Visitor, submission: Submission) -> bool:
    """True for the people of the unit and for whoever was invited to the entry's team."""
    return _belongs(user, submission, frozenset(TeamRight.Level.values))


def _belongs(user: Visitor, submission: Submission, levels: frozenset[str]) -> bool:
    """A member of the unit, whose rights need no row, or somebody with one of `levels`."""
    if not is_signed_in(user):
        return False
    if submission.has_member(user):
        return True
    rights = TeamRight.objects.filter(submission=submission, level__in=levels)
    return rights.filter(user=user).exists()


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


def may_retry_video(user: Visitor, submission: Submission) -> Verdict:
    """Have a worker try the video again: changes nothing of the entry, so until it is settled."""
    if not _belongs(user, submission, WRITERS):
        return no(
            _("Hanya anggota unit pemilik dan tim yang diberi hak boleh mengolah ulang video ini.")
        )
    if submission.status in SETTLED:
        return no(_("Usulan ini sudah selesai, jadi videonya tidak diolah lagi."))
    return YES


def may_submit(user: Visitor, submission: Submission, at: datetime) -> Verdict:
    """Hand in or hand in again; whether everything is complete is `checks.missing`."""
    if not _belongs(user, submission, SUBMITTERS):
        return no(
            _("Hanya anggota unit pemilik dan tim yang diberi hak boleh mengajukan usulan ini.")
        )
    if submission.status == Status.DRAFT:
        verdict = calendar_verdict(submission.edition, Action.SUBMIT, at, submission.unit)
        return YES if verdict or _was_overtaken(submission, at) else verdict
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
    if _awaits_second(submission):
        return no(_("Usulan ini menunggu persetujuan panitia kedua."))
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


def may_withdraw(user: Visitor, submission: Submission, at: datetime) -> Verdict:
    """Take an entry back to improve it: before the deadline, and before panitia looked at it."""
    if submission.status != Status.SUBMITTED:
        return no(_("Hanya usulan yang sedang menunggu pemeriksaan yang dapat ditarik."))
    if not _belongs(user, submission, SUBMITTERS):
        return no(_("Hanya anggota unit pemilik dan tim yang diberi hak boleh menarik usulan ini."))
    if Check.objects.filter(snapshot__submission=submission).exists():
        return no(_("Panitia sudah memeriksa usulan ini, jadi tidak dapat ditarik lagi."))
    return calendar_verdict(submission.edition, Action.SUBMIT, at, submission.unit)


def may_second(user: Visitor, check: Check, at: datetime) -> Verdict:
    """Uphold a fail or not: panitia, but neither who decided it nor anybody of the unit.

    Open also after the phase of checks, because a fail must not hang in the air.
    """
    submission = check.snapshot.submission
    if not is_committee(user):
        return no(_("Hanya panitia yang memeriksa usulan."))
    if takes_part(user, submission):
        return no(_("Usulan unit Anda sendiri atau tim Anda harus diperiksa panitia lain."))
    if not check.awaits_second:
        return no(_("Keputusan ini tidak lagi menunggu persetujuan."))
    if check.decided_by_id == user.pk:
        return no(_("Keputusan Anda sendiri harus disetujui panitia lain."))
    return _stands(submission, at)


def may_fail_overdue(user: Visitor, submission: Submission, at: datetime) -> Verdict:
    """Propose to fail a returned entry whose unit let the time for repair go by."""
    if not is_committee(user):
        return no(_("Hanya panitia yang memeriksa usulan."))
    if submission.status != Status.RETURNED:
        return no(_("Usulan ini tidak sedang diperbaiki."))
    if takes_part(user, submission):
        return no(_("Usulan unit Anda sendiri atau tim Anda harus diperiksa panitia lain."))
    if _repair_verdict(submission, at):
        return no(_("Unit masih boleh memperbaiki usulan ini."))
    if _awaits_second(submission):
        return no(_("Usulan ini menunggu persetujuan panitia kedua."))
    return _stands(submission, at)


def repair_closes_at(submission: Submission) -> datetime | None:
    """The last moment to which a repair can be asked for, as the calendar holds for the unit."""
    windows = submission.edition.windows_for(submission.unit)
    ends = [window.ends_at for window in windows if window.kind in GATES[Action.REPAIR]]
    return max(ends, default=None)


def _awaits_second(submission: Submission) -> bool:
    return Check.objects.awaiting_second().filter(snapshot__submission=submission).exists()


def _stands(submission: Submission, at: datetime) -> Verdict:
    cancelled_at = submission.edition.cancelled_at
    if cancelled_at is not None and at >= cancelled_at:
        return no(_("Edisi ini dibatalkan panitia."))
    return _settled(submission)


def _was_overtaken(submission: Submission, at: datetime) -> bool:
    """A file began its way before the deadline and arrived after it, less than an hour ago."""
    closed = submission.edition.asks(Action.SUBMIT, at, submission.unit).last
    if closed is None or not closed.ends_at <= at < closed.ends_at + FINISH_WITHIN:
        return False
    target = str(submission.pk)
    return Upload.objects.filter(
        Q(target=target) | Q(target__startswith=f"{target}-"),
        purpose__in=FILES,
        state=Upload.State.DONE,
        created_at__lt=closed.ends_at,
        finished_at__gte=max(closed.ends_at, at - HAND_IN_WITHIN),
    ).exists()
