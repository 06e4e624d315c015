"""Deeds about entries: the only module that saves a status.

Every deed asks its predicate again just before it writes, changes the status by compare-and-swap
and leaves its history row and its letters in the same transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from competitions.models import Category, CheckItem, Edition, Group
from innovations.models import Innovation
from inovasi.lib.clock import Clock
from inovasi.lib.dates import moment
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from ledger import workflow as ledger
from submissions import checks, notices, snapshots
from submissions.models import Answer, Check, Event, Finding, Snapshot, Submission
from submissions.permissions import (
    may_check,
    may_enter,
    may_submit,
    may_withdraw,
    repair_closes_at,
)
from submissions.states import Status, Verb, after
from units.models import Unit, User


@transaction.atomic
def enter(
    *,
    innovation: Innovation,
    edition: Edition,
    group: Group,
    category: Category,
    user: User,
    at: datetime,
) -> Submission:
    """Enter an innovation in an edition as a draft; entering it again gives the same entry."""
    demand(may_enter(user, innovation.unit, edition, at))
    if {group.edition_id, category.edition_id} != {edition.pk}:
        raise Refused(_("Kelompok atau kategori ini bukan bagian dari edisi."))
    submission, created = Submission.objects.get_or_create(
        innovation=innovation,
        edition=edition,
        defaults={
            "group": group,
            "category": category,
            "unit": innovation.unit,
            "created_by": user,
            "created_at": at,
        },
    )
    if created:
        Answer.objects.bulk_create(
            Answer(submission=submission, section=section) for section in group.sections.all()
        )
        _remember(submission, Verb.ENTER, user, at)
    return submission


@transaction.atomic
def submit(
    submission: Submission, *, user: User, at: datetime, clock: Clock | None = None
) -> Snapshot:
    """Hand in, for the first time or again after repair; `user` states that it is true.

    Exactly once: a second call for the same revision gives the snapshot of the first.
    With `clock` what counts is what it says when the entry's turn has come, not `at`, when the
    click came. Raises `Refused` outside the phase and when something is missing.
    """
    wait_for_turn(submission.edition)
    submission = locked(submission)
    if submission.status == Status.SUBMITTED:
        return submission.snapshots.latest("revision")
    at = clock() if clock else at
    demand(may_submit(user, submission, at))
    gaps = checks.missing(submission)
    if gaps:
        raise Refused(
            _("Usulan belum lengkap: %(gaps)s")
            % {"gaps": "; ".join(f"{gap.label} ({gap.note})" for gap in gaps)}
        )
    verb = Verb.RESUBMIT if submission.status == Status.RETURNED else Verb.SUBMIT
    submission.title = submission.innovation.title
    submission.unit_name = submission.unit.name
    submission.sequence = submission.sequence or _next_sequence(submission.edition)
    submission.submitted_at = at
    move(submission, verb, user, at, "title", "unit_name", "sequence", "submitted_at")
    snapshot = snapshots.take(submission, user=user, at=at)
    notices.handed_in(submission, snapshot, at=at)
    return snapshot


@transaction.atomic
def withdraw(
    submission: Submission, *, user: User, at: datetime, clock: Clock | None = None
) -> Submission:
    """Make a draft of what was handed in, to be improved and handed in again before the deadline.

    The number and every snapshot stay. A second click finds the draft. Raises `Refused` after
    the deadline and once panitia decided about it.
    """
    wait_for_turn(submission.edition)
    submission = locked(submission)
    if submission.status == Status.DRAFT and submission.sequence is not None:
        return submission
    at = clock() if clock else at
    demand(may_withdraw(user, submission, at))
    submission.title = submission.unit_name = ""
    submission.submitted_at = None
    move(submission, Verb.WITHDRAW, user, at, "title", "unit_name", "submitted_at")
    notices.withdrawn(submission, submission.events.latest("pk"), at=at)
    return submission


@dataclass(frozen=True)
class Ruling:
    """What panitia decides about a revision: a result per item, a decision, its reason."""

    decision: Check.Decision
    results: Mapping[CheckItem, tuple[Finding.Result, str]]
    note: str = ""
    repair_due_at: datetime | None = None


@transaction.atomic
def decide_check(
    submission: Submission,
    ruling: Ruling,
    *,
    revision: int,
    user: User,
    at: datetime,
    tells: bool = True,
) -> Check:
    """Record the administrative check of `revision` and move the entry accordingly.

    A fail moves nothing yet: it waits for a second member of panitia (`checking.second`).
    Without `tells` the caller tells the unit.
    Raises `Refused` when another member of panitia was faster or the ruling contradicts itself.
    """
    wait_for_turn(submission.edition)
    submission = locked(submission)
    demand(may_check(user, submission, at))
    snapshot = submission.snapshots.latest("revision")
    if snapshot.revision != revision:
        raise Refused(_("Usulan ini sudah diajukan kembali; periksa isi terbarunya."))
    _refuse_contradictions(submission, ruling, at)
    check = Check.objects.create(
        snapshot=snapshot,
        decision=ruling.decision,
        note=clean(ruling.note),
        repair_due_at=ruling.repair_due_at,
        decided_by=user,
        decided_at=at,
    )
    Finding.objects.bulk_create(
        Finding(check_done=check, item=item, result=result, note=clean(note))
        for item, (result, note) in ruling.results.items()
    )
    ledger.enter("pemeriksaan.putusan", submission, user=user, at=at, putusan=check.decision)
    if check.awaits_second:
        notices.second_wanted(submission, check, at=at)
    else:
        carry_out(submission, check, user=user, at=at)
        if tells:
            notices.checked(submission, check, at=at)
    return check


def carry_out(submission: Submission, check: Check, *, user: User, at: datetime) -> None:
    """Move the locked entry as `check` decided; the caller tells its unit."""
    submission.repair_due_at = check.repair_due_at
    move(
        submission,
        VERBS[Check.Decision(check.decision)],
        user,
        at,
        "repair_due_at",
        note=check.note,
    )


VERBS: Mapping[Check.Decision, Verb] = {
    Check.Decision.PASS: Verb.PASS,
    Check.Decision.RETURN: Verb.SEND_BACK,
    Check.Decision.FAIL: Verb.FAIL,
}


@transaction.atomic
def advance(
    submissions: Iterable[Submission], verb: Verb, *, user: User, at: datetime
) -> list[Submission]:
    """Move entries by a verb of the judging; the caller has asked who may and when."""
    moved = []
    for submission in submissions:
        row = locked(submission)
        move(row, verb, user, at)
        moved.append(row)
    return moved


def _refuse_contradictions(submission: Submission, ruling: Ruling, at: datetime) -> None:
    items = set(submission.group.check_items.all())
    if set(ruling.results) != items:
        raise Refused(_("Isi hasil untuk setiap butir pemeriksaan."))
    results = {result for result, _note in ruling.results.values()}
    if ruling.decision == Check.Decision.PASS and results - {Finding.Result.FULFILLED}:
        raise Refused(_("Usulan hanya dapat diloloskan jika semua butir terpenuhi."))
    if ruling.decision != Check.Decision.PASS and not ruling.note.strip():
        raise Refused(_("Tulis alasannya; unit membaca catatan ini."))
    if ruling.decision == Check.Decision.RETURN:
        _refuse_due_date(submission, ruling.repair_due_at, at)


def _refuse_due_date(submission: Submission, due: datetime | None, at: datetime) -> None:
    """A repair is due in the future, and while the calendar still lets the unit repair."""
    if due is None or due <= at:
        raise Refused(_("Tentukan batas perbaikan yang masih akan datang."))
    closes_at = repair_closes_at(submission)
    if closes_at is not None and due > closes_at:
        raise Refused(
            _("Batas perbaikan paling lambat %(end)s, saat masa pemeriksaan berakhir.")
            % {"end": moment(closes_at)}
        )


def locked(submission: Submission) -> Submission:
    """The row as it stands, locked until the end of the transaction."""
    related = ("edition", "group", "category", "unit", "innovation")
    return (
        Submission.objects.select_related(*related)
        .select_for_update(of=("self",))
        .get(pk=submission.pk)
    )


def wait_for_turn(edition: Edition) -> None:
    """Entries are handed in one after the other, so that quotas and numbers are true; and none is
    checked while the results of its edition are being published.

    The edition is locked before its entries, here as in the publication of results.
    """
    Edition.objects.select_for_update().get(pk=edition.pk)


def _next_sequence(edition: Edition) -> int:
    highest = Submission.objects.filter(edition=edition).aggregate(top=Max("sequence"))["top"]
    return (highest or 0) + 1


def move(
    submission: Submission, verb: Verb, user: User, at: datetime, *fields: str, note: str = ""
) -> None:
    """Save the status that follows `verb` with `fields`, by compare-and-swap, and the history."""
    old = Status(submission.status)
    values = {name: getattr(submission, name) for name in fields}
    new = after(old, verb)
    rows = Submission.objects.filter(pk=submission.pk, status=old)
    if rows.update(status=new, **values) != 1:
        raise Stale(Submission.objects.get(pk=submission.pk))
    submission.status = new
    _remember(submission, verb, user, at, note)


def _remember(submission: Submission, verb: Verb, user: User, at: datetime, note: str = "") -> None:
    Event.objects.create(
        submission=submission,
        verb=verb,
        status=submission.status,
        actor=user,
        at=at,
        note=note,
    )
    ledger.enter(f"usulan.{verb}", submission, user=user, at=at, alasan=note)


def move_to_unit(unit: Unit, into: Unit) -> None:
    """The entries of a unit that is merged into another; what was frozen stays as it was."""
    Submission.objects.filter(unit=unit).update(unit=into)
