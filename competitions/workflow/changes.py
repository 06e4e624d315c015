"""Deeds after the opening: each leaves a recorded change with its reason, and letters."""

from collections.abc import Callable
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from competitions import notices
from competitions.models import Edition, Extension, Phase, RuleChange
from competitions.permissions import may_change_opened, may_draft, may_extend
from competitions.phases import PhaseKind
from competitions.readiness import misplaced
from competitions.sentences import span
from competitions.workflow.editions import backwards
from competitions.workflow.recording import record
from competitions.workflow.rows import check_values, fetch, locked
from competitions.workflow.seen import seen_phases
from competitions.workflow.texts import CORRECTABLE, Text, said_of
from inovasi.lib.dates import moment
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, Verdict, demand
from units.models import Unit, User

Kind = RuleChange.Kind
GRANTED = (PhaseKind.WRITING, PhaseKind.CHECK)
"""Phases in which units work against the clock."""


@transaction.atomic
def move_phase(
    edition: Edition,
    kind: PhaseKind,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    seen: str,
    user: User,
    at: datetime,
) -> RuleChange:
    """Give a phase of an opened edition other dates and tell everyone whom they concern.

    Raises `Stale` when the calendar is no longer what `seen` tells, `Refused` without a reason,
    for a date in the past and for an order that makes no sense.
    """
    current = hold_opened(edition, may_change_opened, user)
    reason = given_reason(reason)
    if seen_phases(current) != seen:
        raise Stale(current)
    phase = Phase.objects.filter(edition=current, kind=kind).first()
    if phase is None:
        raise Refused(_("Masa ini tidak ada dalam edisi ini."))
    refusal = impossible_move(phase, starts_at, ends_at, at)
    if refusal:
        raise Refused(refusal)
    before = span(phase)
    phase.starts_at, phase.ends_at = starts_at, ends_at
    phase.save()
    change = RuleChange.objects.create(
        edition=current,
        kind=Kind.MOVED,
        subject=str(phase),
        before=before,
        after=span(phase),
        reason=reason,
        actor=user,
        at=at,
    )
    record(change)
    notices.phase_moved(change, kind)
    return change


def impossible_move(phase: Phase, starts_at: datetime, ends_at: datetime, at: datetime) -> str:
    """Why a phase cannot get these dates at `at`, as a sentence; empty when it can."""
    if ends_at <= starts_at:
        return backwards(PhaseKind(phase.kind))
    if (starts_at, ends_at) == (phase.starts_at, phase.ends_at):
        return _("Tanggalnya sama dengan yang berlaku sekarang.")
    changed = [
        new for old, new in ((phase.starts_at, starts_at), (phase.ends_at, ends_at)) if old != new
    ]
    if any(each < at for each in changed):
        return _("Waktu yang baru harus sesudah sekarang: yang sudah lewat tidak dapat diubah.")
    if starts_at != phase.starts_at and phase.starts_at <= at:
        return _("Masa ini sudah mulai; hanya waktu berakhirnya yang dapat diubah.")
    rows = {PhaseKind(each.kind): each for each in phase.edition.phases.all()}
    before = set(misplaced(rows))
    rows[PhaseKind(phase.kind)] = Phase(kind=phase.kind, starts_at=starts_at, ends_at=ends_at)
    return " ".join(says for says in misplaced(rows) if says not in before)


@transaction.atomic
def extend(
    edition: Edition,
    unit: Unit,
    kind: PhaseKind,
    *,
    until: datetime,
    reason: str,
    user: User,
    at: datetime,
) -> Extension:
    """Grant one unit more time in a phase; the public record does not name the unit.

    The same moment again is no second grant. Raises `Refused` for a moment that gives nothing,
    and for one's own unit.
    """
    current = hold_opened(edition, lambda who, row: may_extend(who, row, unit), user)
    reason = given_reason(reason)
    phase = Phase.objects.filter(edition=current, kind=kind).first()
    if phase is None or kind not in GRANTED:
        raise Refused(_("Masa ini tidak dapat diperpanjang untuk satu unit."))
    granted = Extension.objects.filter(edition=current, unit=unit, kind=kind).first()
    if granted is not None and granted.until == until:
        return granted
    ends = max(phase.ends_at, granted.until) if granted else phase.ends_at
    if until <= max(ends, at):
        raise Refused(_("Pilih waktu sesudah %(end)s.") % {"end": moment(max(ends, at))})
    _refuse_into_judging(current, until)
    granted = granted or Extension(edition=current, unit=unit, kind=kind)
    granted.until, granted.reason = until, reason
    granted.granted_by, granted.granted_at = user, at
    granted.save()
    change = RuleChange.objects.create(
        edition=current,
        kind=Kind.EXTENDED,
        subject=str(phase),
        before=moment(ends),
        after=moment(until),
        reason=reason,
        actor=user,
        at=at,
    )
    record(change)
    notices.extended(change, granted)
    return granted


def move_to_unit(unit: Unit, into: Unit) -> None:
    """What was granted to a merged unit holds for the one that absorbed it; the later moment wins.

    Called by the registry within its own deed.
    """
    for granted in Extension.objects.filter(unit=unit):
        own = Extension.objects.filter(
            edition=granted.edition_id, unit=into, kind=granted.kind
        ).first()
        if own is None:
            granted.unit = into
            granted.save(update_fields=["unit"])
        elif own.until < granted.until:
            own.until = granted.until
            own.save(update_fields=["until"])


def _refuse_into_judging(edition: Edition, until: datetime) -> None:
    judging = edition.phases.filter(kind=PhaseKind.JUDGING).first()
    if judging is not None and until > judging.starts_at:
        raise Refused(
            _("Penilaian mulai %(start)s; perpanjangan harus berakhir paling lambat saat itu.")
            % {"start": moment(judging.starts_at)}
        )


@transaction.atomic
def correct(
    row: models.Model,
    field: str,
    text: str,
    *,
    seen: str,
    reason: str,
    user: User,
    at: datetime,
) -> RuleChange:
    """Mend the wording of an opened rule, such as a slip in a question; never a number.

    `seen` is the text that the person read: `Stale` when it is another one by now. Raises
    `Refused` for fields that are no wording, without a reason, and when nothing changes.
    """
    current = hold_opened(row if isinstance(row, Edition) else row.edition, may_change_opened, user)
    reason, text = given_reason(reason), clean(text).strip()
    if field not in CORRECTABLE.get(type(row), ()):
        raise Refused(_("Hanya kata-kata yang dapat diralat, bukan angka."))
    found = current if isinstance(row, Edition) else fetch(row)
    before = getattr(found, field)
    if before != seen:
        raise Stale(found)
    if text == before:
        raise Refused(_("Teksnya belum berubah."))
    subject = said_of(Text(found, field))
    setattr(found, field, text)
    check_values(found)
    found.save(update_fields=[field])
    change = RuleChange.objects.create(
        edition=current,
        kind=Kind.CORRECTED,
        subject=subject[:200],
        before=before,
        after=text,
        reason=reason,
        actor=user,
        at=at,
    )
    record(change)
    notices.corrected(change)
    return change


@transaction.atomic
def cancel_edition(edition: Edition, *, reason: str, user: User, at: datetime) -> RuleChange:
    """Call an opened edition off: nothing more happens in it, everything stays readable.

    A second click finds it done and gets the first record.
    """
    demand(may_draft(user))
    current = locked(edition)
    if current.cancelled_at is not None:
        return current.changes.get(kind=Kind.CANCELLED)
    demand(may_change_opened(user, current))
    reason = given_reason(reason)
    current.cancelled_at = at
    current.save(update_fields=["cancelled_at"])
    change = RuleChange.objects.create(
        edition=current, kind=Kind.CANCELLED, reason=reason, actor=user, at=at
    )
    record(change)
    notices.cancelled(change)
    return change


def hold_opened(edition: Edition, ask: Callable[[User, Edition], Verdict], user: User) -> Edition:
    """The edition as it stands, locked, when `ask` lets the person."""
    current = locked(edition)
    demand(ask(user, current))
    return current


def given_reason(reason: str) -> str:
    reason = clean(reason).strip()
    if not reason:
        raise Refused(_("Tulis alasannya."))
    return reason
