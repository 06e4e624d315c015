"""Who may, and when, as far as judging is concerned."""

from datetime import datetime

from django.utils.translation import gettext as _

from competitions.models import Edition, Stage
from competitions.phases import Action
from competitions.sentences import calendar_verdict
from inovasi.lib.dates import moment
from inovasi.lib.verdict import YES, Verdict, no
from judging.conflicts import Conflicts
from judging.models import (
    Assignment,
    Award,
    Decision,
    Judge,
    Objection,
    Panel,
    Publication,
    PublishedResult,
    Shortlist,
)
from submissions.models import Submission
from submissions.states import JUDGEABLE
from units.permissions import Visitor, acts_for, is_committee, is_signed_in


def reads_as_judge(user: Visitor, submission: Submission, at: datetime) -> bool:
    """A judge reads entries that were assigned to them, and nothing else.

    Nothing opens before the integrity statement is signed and the judge has stated to have no
    conflict of interest with this entry; a conflict that appears later closes it again. In a blind
    stage the entry itself stays closed: its judges read a copy, see `BlindCopy`.
    """
    rows = Assignment.objects.of(user).in_force().opened().filter(submission=submission)
    rows = rows.filter(judge__panel__stage__is_blind=False)
    return any(
        conflict(row.judge, submission)
        for row in rows.select_related("judge__user", "judge__home_unit")
    )


IS_JUDGE = "EXISTS (SELECT FROM judging_judge WHERE user_id = own.id)"
"""The same as `is_judge`, for `units.accounts.backend.FACTS`."""


def is_judge(user: Visitor) -> bool:
    """Was ever named to a panel."""
    if not is_signed_in(user):
        return False
    known = user.facts.get("is_judge")
    return Judge.objects.filter(user=user).exists() if known is None else known


def conflict(judge: Judge, submission: Submission) -> Verdict:
    """Refuses a judge who is related to the entry; see `conflicts`."""
    return Conflicts([judge], [submission]).between(judge, submission)


def may_meet(assignment: Assignment) -> Verdict:
    """Refuses a judge who is related to the entry; in a blind stage without saying how."""
    related = conflict(assignment.judge, assignment.submission)
    if related or not assignment.is_blind:
        return related
    return no(_("Anda punya benturan kepentingan dengan usulan ini."))


def may_read_copy(user: Visitor, assignment: Assignment) -> Verdict:
    """Read the copy without names: its own judge, as may_meet says, once it is released."""
    if assignment.judge.user_id != user.pk or not assignment.is_in_force:
        return no(_("Penugasan ini bukan milik Anda."))
    if not assignment.judge.is_serving or not assignment.is_open:
        return no(_("Usulan ini belum dibuka."))
    if assignment.blind_copy is None:
        return no(_("Salinan tanpa nama untuk usulan ini sedang disusun panitia."))
    return may_meet(assignment)


def chairs(user: Visitor, panel: Panel) -> bool:
    """Is this person the chair of the panel, serving and sworn in?"""
    rows = Judge.objects.filter(panel=panel, is_chair=True, left_at=None, accepted_at__isnull=False)
    return is_signed_in(user) and rows.filter(user=user).exists()


def may_see_missing(user: Visitor, panel: Panel) -> bool:
    """Who is behind on what, without a score: the chair, and panitia."""
    return is_committee(user) or chairs(user, panel)


def may_call(user: Visitor, panel: Panel, at: datetime) -> Verdict:
    """Call judges to sign what they owe, while the stage is judged."""
    if not may_see_missing(user, panel):
        return no(_("Hanya ketua tim penilai dan panitia yang memanggil juri."))
    runs = still_runs(panel.stage)
    return runs and calendar_verdict(panel.stage.edition, Action.SCORE, at)


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
    taken = not_taken(assignment)
    if not taken:
        return taken
    answer = may_answer(user, assignment.judge)
    if not answer:
        return answer
    if not assignment.judge.has_accepted:
        return no(_("Tanda tangani dulu pakta integritas."))
    return YES


def may_run_panel(user: Visitor, stage: Stage, at: datetime) -> Verdict:
    """Appoint judges and assign entries."""
    answer = may_relieve(user, stage)
    return answer and calendar_verdict(stage.edition, Action.ASSIGN, at)


def may_relieve(user: Visitor, stage: Stage) -> Verdict:
    """Take entries from judges, end memberships, decide conflicts: until the stage has ended.

    No phase stands in the way, because a judge may fall ill on the last day of judging.
    """
    if not is_committee(user):
        return no(_("Hanya panitia yang mengatur tim penilai."))
    return still_runs(stage)


def not_taken(assignment: Assignment) -> Verdict:
    """Nobody took the entry from this judge: neither panitia, nor by its leaving the contest."""
    if assignment.has_left:
        return no(
            _(
                "Usulan ini keluar dari lomba, jadi tidak dinilai lagi. Nilai yang sudah disimpan "
                "tetap tersimpan."
            )
        )
    if assignment.is_withdrawn:
        return no(_("Penugasan ini sudah ditarik panitia."))
    return YES


def may_score(user: Visitor, assignment: Assignment, at: datetime) -> Verdict:
    """Write on the sheet of an own assignment that is not signed yet."""
    if assignment.judge.user_id != user.pk:
        return no(_("Lembar penilaian ini milik juri lain."))
    taken = not_taken(assignment)
    if not taken:
        return taken
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
    related = may_meet(assignment)
    if not related:
        return related
    runs = still_runs(assignment.judge.panel.stage)
    if not runs:
        return runs
    if assignment.is_blind and assignment.blind_copy is None:
        return no(_("Salinan tanpa nama untuk usulan ini sedang disusun panitia."))
    return calendar_verdict(assignment.submission.edition, Action.SCORE, at)


def may_reopen(user: Visitor, assignment: Assignment, at: datetime) -> Verdict:
    """Give a signed sheet, or one that was abstained from, back to its judge to go on with."""
    answer = may_relieve(user, assignment.judge.panel.stage)
    if not answer:
        return answer
    if assignment.has_left:
        return not_taken(assignment)
    if assignment.is_withdrawn or not assignment.judge.is_serving:
        return no(_("Juri ini tidak bertugas lagi untuk usulan ini."))
    return calendar_verdict(assignment.submission.edition, Action.SCORE, at)


def may_see_scores(user: Visitor, stage: Stage | None) -> Verdict:
    """Panitia sees what judges gave, unless somebody of panitia still has to score it too."""
    if not is_committee(user):
        return no(_("Hanya panitia yang melihat nilai semua juri."))
    if not is_judge(user):
        return YES
    owed = list(Assignment.objects.of(user).owed().filter(judge__panel__stage=stage))
    if any(each.withdrawn_at is None for each in owed):
        return no(_("Tanda tangani dulu semua lembar penilaian Anda sendiri."))
    if owed:
        return no(
            _(
                "Usulan yang keluar dari lomba sebelum Anda menilainya masih dapat diikutkan lagi. "
                "Nilai juri lain terbuka bagi Anda setelah tahap ini ditutup, atau setelah "
                "keanggotaan Anda di tim penilai diakhiri."
            )
        )
    return YES


def may_moderate(user: Visitor, stage: Stage) -> Verdict:
    """Settle entries that split the panel: until the stage has ended."""
    return may_relieve(user, stage)


def may_join(user: Visitor, assignment: Assignment) -> Verdict:
    """Write on, and agree to, the joint note of a split entry: who has signed a sheet of it."""
    if assignment.judge.user_id != user.pk:
        return no(_("Catatan bersama ini milik juri lain."))
    sheet = getattr(assignment, "sheet", None)
    if assignment.has_left:
        return not_taken(assignment)
    if not assignment.is_in_force or sheet is None or not sheet.is_signed:
        return no(_("Tanda tangani dulu lembar Anda sendiri."))
    if not assignment.judge.is_serving:
        return no(_("Keanggotaan Anda di tim penilai sudah berakhir."))
    related = may_meet(assignment)
    return related and still_runs(assignment.judge.panel.stage)


def may_shortlist(user: Visitor, stage: Stage, at: datetime) -> Verdict:
    """End a stage: whoever may publish, while judging or deciding runs."""
    if not is_committee(user):
        return no(_("Hanya panitia yang menutup tahap penilaian."))
    return still_runs(stage) and calendar_verdict(stage.edition, Action.SCORE, at)


def may_order(user: Visitor, shortlist: Shortlist) -> Verdict:
    """Draw or set the running order: until the first entry was scored in the next stage."""
    if not is_committee(user):
        return no(_("Hanya panitia yang mengatur urutan tampil."))
    if is_published(shortlist.stage.edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    entries = shortlist.places.going_on().values("submission")
    begun = Assignment.objects.filter(
        sheet__signed_at__isnull=False,
        submission__in=entries,
        judge__panel__stage__order__gt=shortlist.stage.order,
    )
    if begun.exists():
        return no(_("Penampilan sudah mulai dinilai, jadi urutannya tetap."))
    return YES


def may_freeze(user: Visitor, edition: Edition, at: datetime) -> Verdict:
    if not is_committee(user):
        return no(_("Hanya panitia yang mengumumkan hasil."))
    if is_published(edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    return calendar_verdict(edition, Action.PUBLISH, at)


def may_give_up(user: Visitor, edition: Edition, at: datetime) -> Verdict:
    """Take back what was frozen: any of panitia, also after the phase, so that nothing hangs."""
    if not is_committee(user):
        return no(_("Hanya panitia yang mengumumkan hasil."))
    if is_published(edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    return YES


def may_agree(user: Visitor, frozen: Decision, at: datetime) -> Verdict:
    """Four eyes: panitia, but not the one who froze the verdict."""
    verdict = may_freeze(user, frozen.edition, at)
    if not verdict:
        return verdict
    if frozen.given_up_at is not None:
        return no(_("Penetapan ini sudah dibatalkan."))
    if frozen.frozen_by_id == user.pk:
        return no(_("Penetapan yang Anda bekukan harus disetujui panitia lain."))
    return YES


def may_override(user: Visitor, edition: Edition, at: datetime) -> Verdict:
    """Record what the plenary decided: before anything is frozen."""
    verdict = may_freeze(user, edition, at)
    if not verdict:
        return verdict
    if Decision.objects.filter(edition=edition, given_up_at=None).exists():
        return no(_("Peringkat sedang dibekukan. Batalkan dulu pembekuannya."))
    return YES


def may_object(user: Visitor, result: PublishedResult, at: datetime) -> Verdict:
    """The entry's own unit, once, from publication to the end of the window."""
    if not acts_for(user, result.submission.unit_id):
        return no(_("Hanya unit pengusul yang dapat menyanggah hasilnya."))
    frozen = result.publication.decision
    until = frozen and frozen.objections_until
    if until is None:
        return no(_("Edisi ini tidak membuka masa sanggah."))
    if at >= until:
        return no(_("Masa sanggah sudah berakhir %(end)s.") % {"end": moment(until)})
    if Objection.objects.filter(result=result).exists():
        return no(_("Usulan ini sudah disanggah."))
    return YES


def may_answer_objection(user: Visitor, row: Objection) -> Verdict:
    """Panitia, but nobody of the unit itself."""
    if not is_committee(user):
        return no(_("Hanya panitia yang menjawab sanggahan."))
    if acts_for(user, row.result.submission.unit_id):
        return no(_("Sanggahan unit Anda sendiri harus dijawab panitia lain."))
    if row.is_answered:
        return no(_("Sanggahan ini sudah dijawab."))
    return YES


def may_revoke(user: Visitor, award: Award) -> Verdict:
    if not is_committee(user):
        return no(_("Hanya panitia yang mencabut penghargaan."))
    if award.is_revoked:
        return no(_("Penghargaan ini sudah dicabut."))
    return YES


def stays_checked(submission: Submission) -> Verdict:
    """Once results are out, no entry of the edition is checked or repaired any more."""
    if is_published(submission.edition):
        return no(_("Hasil edisi ini sudah diumumkan."))
    return YES


def may_read_feedback(user: Visitor, result: PublishedResult) -> bool:
    """The entry's own unit reads its scores and remarks; panitia reads all."""
    return is_committee(user) or acts_for(user, result.submission.unit_id)


def still_runs(stage: Stage) -> Verdict:
    """Until the stage ends with its list of those who go on, or with the results."""
    found = Stage.objects.filter(pk=stage.pk).values_list("edition__publication", "shortlist")
    publication, shortlist = found.get()
    if publication is not None:
        return no(_("Hasil edisi ini sudah diumumkan."))
    if shortlist is not None:
        return no(_("Tahap ini sudah ditutup: daftar yang lanjut sudah ditetapkan."))
    return YES


def is_published(edition: Edition) -> bool:
    """Agreed to by two of panitia: nothing changes any more, also before its minute has come.

    As of when the edition was read, if its publication came along; deeds read it anew.
    """
    if Edition.publication.is_cached(edition):
        return getattr(edition, "publication", None) is not None
    return Publication.objects.filter(edition=edition).exists()
