"""Deeds that settle an entry whose judges lie far apart: panitia's, or the judges' joint note."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import Stage
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from judging import notices
from judging.models import Assignment, JointNote, Judge, Moderation
from judging.permissions import may_join, may_moderate
from judging.queries import Split, agreed, joint_note, splits
from judging.workflow.assigning import assign, hold
from ledger import workflow as ledger
from submissions.models import Submission
from units.models import User

LONGEST = 5000


@transaction.atomic
def moderate(
    stage: Stage,
    submission: Submission,
    *,
    reason: str,
    further: Judge | None = None,
    user: User,
    at: datetime,
) -> Moderation:
    """Panitia settles a split entry: by a `further` judge, or by a decision with its reason.

    Every score stays as it was signed. A second click finds the decision made. Raises `Refused`
    without a reason, when there is nothing to settle, and where `assign` does.
    """
    hold(stage.edition)
    demand(may_moderate(user, stage))
    case = next(iter(splits(stage, submission)), None)
    if case is None:
        raise Refused(_("Nilai para juri untuk usulan ini tidak berjauhan."))
    if case.decision is not None:
        return case.decision
    reason = clean(reason).strip()
    if not reason:
        raise Refused(_("Tulis pertimbangannya."))
    given = further and _give(further, stage, submission, user, at)
    way = Moderation.Way.JUDGE if further else Moderation.Way.DECISION
    return _settle(stage, case, way, reason, user, at, assignment=given)


@transaction.atomic
def write_joint_note(
    assignment: Assignment, *, text: str, version: int, user: User, at: datetime
) -> JointNote:
    """Write what the judges of a split entry say together; `version` 0 begins it.

    A change makes earlier agreements void. The same text again changes nothing. Raises `Stale` when
    a fellow judge saved since `version`, `Refused` without a text and with nothing to settle.
    """
    case = _own_case(assignment, user)
    stage = assignment.judge.panel.stage
    text = clean(text).strip()[:LONGEST]
    if not text:
        raise Refused(_("Tulis catatannya."))
    note = joint_note(stage, case)
    if note is not None and note.text == text:
        return note
    if version != (note.version if note is not None else 0):
        raise Stale(note)
    if note is None:
        note = JointNote(stage=stage, submission=case.submission, sheets=case.sheets, version=0)
    note.text, note.version = text, note.version + 1
    note.written_by, note.written_at = user, at
    note.save()
    ledger.enter("catatan-bersama.tulis", case.submission, user=user, at=at, versi=note.version)
    return note


@transaction.atomic
def agree_to_joint_note(
    assignment: Assignment, *, version: int, user: User, at: datetime
) -> JointNote:
    """Agree to the note as it stood at `version`; with the last of its judges the entry is settled.

    Agreeing twice is agreeing once. The others are told by letter that a text waits for them.
    Raises `Stale` when the text has changed since, `Refused` when there is nothing to settle.
    """
    case = _own_case(assignment, user)
    stage = assignment.judge.panel.stage
    note = joint_note(stage, case)
    if note is None:
        raise Refused(_("Catatan bersama belum ditulis."))
    if note.version != version:
        raise Stale(note)
    if assignment.judge_id in agreed(note):
        return note
    note.agreements.update_or_create(
        judge=assignment.judge, defaults={"version": version, "at": at}
    )
    ledger.enter("catatan-bersama.setuju", case.submission, user=user, at=at, versi=version)
    note = joint_note(stage, case)
    waiting = [each for each in case.given if each.judge_id not in agreed(note)]
    if waiting:
        notices.joint_note_waits(note, waiting, at=at)
    else:
        _settle(stage, case, Moderation.Way.NOTE, note.text, user, at, joint_note=note)
    return note


def _own_case(assignment: Assignment, user: User) -> Split:
    """The open split to which this judge has signed a sheet; the edition is locked."""
    hold(assignment.submission.edition)
    assignment.refresh_from_db()
    demand(may_join(user, assignment))
    case = next(iter(splits(assignment.judge.panel.stage, assignment.submission)), None)
    if case is None or not case.is_open:
        raise Refused(_("Usulan ini tidak menunggu catatan bersama."))
    return case


def _settle(
    stage: Stage,
    case: Split,
    way: Moderation.Way,
    reason: str,
    user: User,
    at: datetime,
    *,
    assignment: Assignment | None = None,
    joint_note: JointNote | None = None,
) -> Moderation:
    ledger.enter("moderasi.putusan", case.submission, user=user, at=at)
    return Moderation.objects.create(
        stage=stage,
        submission=case.submission,
        way=way,
        reason=reason[:LONGEST],
        spread=case.spread,
        threshold=stage.split_threshold,
        sheets=case.sheets,
        assignment=assignment,
        joint_note=joint_note,
        decided_by=user,
        decided_at=at,
    )


def _give(
    judge: Judge, stage: Stage, submission: Submission, user: User, at: datetime
) -> Assignment:
    if judge.panel.stage_id != stage.pk:
        raise Refused(_("Juri itu bukan anggota tim penilai tahap ini."))
    new = assign(judge, [submission], user=user, at=at)
    if not new:
        raise Refused(_("%(judge)s sudah menilai usulan ini.") % {"judge": judge.user})
    return new[0]
