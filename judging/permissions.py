"""Who may, and when, as far as judging is concerned."""

from datetime import datetime

from django.utils.translation import gettext as _

from competitions.models import Edition
from competitions.phases import Action
from competitions.sentences import calendar_verdict
from inovasi.lib.verdict import YES, Verdict, no
from judging.models import Assignment, Judge, Publication, PublishedResult
from submissions.models import Submission
from units.models import Unit
from units.permissions import Visitor, acts_for, is_committee, is_signed_in


def reads_as_judge(user: Visitor, submission: Submission, at: datetime) -> bool:
    """A judge reads the entries that were assigned to them, unless a conflict appeared since."""
    rows = Assignment.objects.of(user).in_force().filter(submission=submission)
    return any(
        conflict(row.judge, submission)
        for row in rows.select_related("judge__user", "judge__home_unit")
    )


def is_judge(user: Visitor) -> bool:
    return is_signed_in(user) and Judge.objects.filter(user=user).exists()


def conflict(judge: Judge, submission: Submission) -> Verdict:
    """Refuses a judge whose unit is the entrant's unit, its parent or one of its children."""
    return conflict_of(judge, judge.units, submission)


def conflict_of(judge: Judge, units: list[Unit], submission: Submission) -> Verdict:
    """The same for units that were fetched already, for lists."""
    for unit in units:
        if unit.is_family_of(submission.unit):
            return no(
                _("%(judge)s berhubungan dengan unit pengusul (%(unit)s).")
                % {"judge": judge.user, "unit": unit}
            )
    return YES


def may_run_panel(user: Visitor, edition: Edition, at: datetime) -> Verdict:
    """Appoint judges and assign entries."""
    if not is_committee(user):
        return no(_("Hanya panitia yang mengatur tim penilai."))
    if is_published(edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    return calendar_verdict(edition, Action.ASSIGN, at)


def may_withdraw(user: Visitor, assignment: Assignment) -> Verdict:
    """Take an entry from a judge: at any time until the results are published.

    No phase stands in the way, because a judge may fall ill on the last day of judging.
    """
    if not is_committee(user):
        return no(_("Hanya panitia yang mengatur tim penilai."))
    if is_published(assignment.judge.panel.stage.edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    return YES


def may_score(user: Visitor, assignment: Assignment, at: datetime) -> Verdict:
    """Write on the sheet of an own assignment that is not signed yet."""
    if assignment.judge.user_id != user.pk:
        return no(_("Lembar penilaian ini milik juri lain."))
    if assignment.is_withdrawn:
        return no(_("Penugasan ini sudah ditarik panitia."))
    sheet = getattr(assignment, "sheet", None)
    if sheet is not None and sheet.is_signed:
        return no(_("Lembar penilaian sudah ditandatangani."))
    related = conflict(assignment.judge, assignment.submission)
    if not related:
        return related
    return calendar_verdict(assignment.submission.edition, Action.SCORE, at)


def may_publish(user: Visitor, edition: Edition, at: datetime) -> Verdict:
    if not is_committee(user):
        return no(_("Hanya panitia yang mengumumkan hasil."))
    if is_published(edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    return calendar_verdict(edition, Action.PUBLISH, at)


def stays_checked(submission: Submission) -> Verdict:
    """Once results are out, no entry of the edition is checked or repaired any more."""
    if is_published(submission.edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    return YES


def may_read_feedback(user: Visitor, result: PublishedResult) -> bool:
    """The entry's own unit reads its scores and remarks; panitia reads all."""
    return is_committee(user) or acts_for(user, result.submission.unit_id)


def is_published(edition: Edition) -> bool:
    return Publication.objects.filter(edition=edition).exists()
