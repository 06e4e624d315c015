"""Who may, and when, as far as judging is concerned."""

from datetime import datetime

from django.utils.translation import gettext as _

from competitions.models import Edition, Stage
from competitions.phases import Action
from competitions.sentences import calendar_verdict
from inovasi.lib.verdict import YES, Verdict, no
from judging.conflicts import Conflicts
from judging.models import Assignment, Judge, Publication, PublishedResult, ScoreSheet
from submissions.models import Submission
from submissions.states import JUDGEABLE
from units.permissions import Visitor, acts_for, is_committee, is_signed_in


def reads_as_judge(user: Visitor, submission: Submission, at: datetime) -> bool:
    """A judge reads entries that were assigned to them, and nothing else.

    Nothing opens before the integrity statement is signed and the judge has stated to have no
    conflict of interest with this entry; a conflict that appears later closes it again.
    """
    rows = Assignment.objects.of(user).in_force().opened().filter(submission=submission)
    return any(
        conflict(row.judge, submission)
        for row in rows.select_related("judge__user", "judge__home_unit")
    )


def is_judge(user: Visitor) -> bool:
    return is_signed_in(user) and Judge.objects.filter(user=user).exists()


def conflict(judge: Judge, submission: Submission) -> Verdict:
    """Refuses a judge who is related to the entry; see `conflicts`."""
    return Conflicts([judge], [submission]).between(judge, submission)


def may_answer(user: Visitor, judge: Judge) -> Verdict:
    """Accept or decline the own invitation."""
    if judge.user_id != user.pk:
        return no(_("Undangan ini milik orang lain."))
    if not judge.is_serving:
        return no(_("Keanggotaan dalam tim penilai ini sudah berakhir."))
    if is_published(judge.panel.stage.edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    return YES


def may_declare(user: Visitor, assignment: Assignment) -> Verdict:
    """State a conflict of interest, or that there is none, about an own assignment."""
    if assignment.is_withdrawn:
        return no(_("Penugasan ini sudah ditarik panitia."))
    answer = may_answer(user, assignment.judge)
    if not answer:
        return answer
    if not assignment.judge.has_accepted:
        return no(_("Tanda tangani dulu pakta integritas."))
    return YES


def may_run_panel(user: Visitor, edition: Edition, at: datetime) -> Verdict:
    """Appoint judges and assign entries."""
    if not is_committee(user):
        return no(_("Hanya panitia yang mengatur tim penilai."))
    if is_published(edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    return calendar_verdict(edition, Action.ASSIGN, at)


def may_relieve(user: Visitor, edition: Edition) -> Verdict:
    """Take entries from judges, end memberships, decide conflicts: until the results are out.

    No phase stands in the way, because a judge may fall ill on the last day of judging.
    """
    if not is_committee(user):
        return no(_("Hanya panitia yang mengatur tim penilai."))
    if is_published(edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    return YES


def may_score(user: Visitor, assignment: Assignment, at: datetime) -> Verdict:
    """Write on the sheet of an own assignment that is not signed yet."""
    if assignment.judge.user_id != user.pk:
        return no(_("Lembar penilaian ini milik juri lain."))
    if assignment.is_withdrawn:
        return no(_("Penugasan ini sudah ditarik panitia."))
    if assignment.has_abstained:
        return no(_("Anda abstain untuk usulan ini."))
    if assignment.submission.status not in JUDGEABLE:
        return no(_("Usulan ini tidak sedang dinilai."))
    if not assignment.judge.is_serving:
        return no(_("Keanggotaan Anda di tim penilai sudah berakhir."))
    if not assignment.judge.has_accepted:
        return no(_("Tanda tangani dulu pakta integritas."))
    if assignment.cleared_at is None:
        return no(_("Nyatakan dulu bahwa Anda tidak punya benturan kepentingan."))
    sheet = getattr(assignment, "sheet", None)
    if sheet is not None and sheet.is_signed:
        return no(_("Lembar penilaian sudah ditandatangani."))
    related = conflict(assignment.judge, assignment.submission)
    if not related:
        return related
    return calendar_verdict(assignment.submission.edition, Action.SCORE, at)


def may_reopen(user: Visitor, assignment: Assignment, at: datetime) -> Verdict:
    """Give a signed sheet, or one that was abstained from, back to its judge to go on with."""
    answer = may_relieve(user, assignment.submission.edition)
    if not answer:
        return answer
    if assignment.is_withdrawn or not assignment.judge.is_serving:
        return no(_("Juri ini tidak bertugas lagi untuk usulan ini."))
    return calendar_verdict(assignment.submission.edition, Action.SCORE, at)


def may_see_scores(user: Visitor, stage: Stage | None) -> Verdict:
    """Panitia sees what judges gave, unless somebody of panitia still has to score it too."""
    if not is_committee(user):
        return no(_("Hanya panitia yang melihat nilai semua juri."))
    own = Assignment.objects.of(user).waiting().filter(judge__panel__stage=stage)
    if own.exists():
        return no(_("Tanda tangani dulu semua lembar penilaian Anda sendiri."))
    return YES


def may_read_private_note(user: Visitor, sheet: ScoreSheet) -> bool:
    """Nobody but who wrote it, whatever else they are."""
    return sheet.assignment.judge.user_id == user.pk


def may_read_panel_note(user: Visitor, sheet: ScoreSheet) -> bool:
    """Panitia, its writer, and judges of the same entry and stage who have signed their own."""
    given = sheet.assignment
    if may_see_scores(user, given.judge.panel.stage) or given.judge.user_id == user.pk:
        return True
    fellows = Assignment.objects.of(user).signed().filter(submission=given.submission_id)
    return sheet.is_signed and fellows.filter(judge__panel=given.judge.panel_id).exists()


def may_moderate(user: Visitor, edition: Edition) -> Verdict:
    """Settle entries that split the panel: until the results are out."""
    return may_relieve(user, edition)


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
