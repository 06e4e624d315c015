"""Deeds about an edition as a whole: begin, set its facts and calendar, open, discard."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import Edition, Phase, RuleChange
from competitions.permissions import may_draft
from competitions.phases import PhaseKind
from competitions.readiness import readiness
from competitions.workflow.recording import record
from competitions.workflow.rows import check_values, clean_words, hold, locked
from competitions.workflow.seen import FIELDS, seen_phases, seen_row
from inovasi.lib.verdict import Refused, Stale, demand
from units.models import User
from uploads.models import StoredFile

Span = tuple[datetime, datetime]


@transaction.atomic
def draft_edition(*, user: User, **facts: Any) -> Edition:
    """Begin an edition without rules. Raises `Refused` when its address or prefix is taken."""
    demand(may_draft(user))
    edition = Edition(**{name: facts[name] for name in FIELDS[Edition] if name in facts})
    clean_words(edition)
    check_values(edition)
    edition.save(force_insert=True)
    return edition


@transaction.atomic
def change_edition(edition: Edition, *, seen: str, user: User, **facts: Any) -> Edition:
    """Change the facts of an edition; `Stale` when they are no longer what `seen` tells."""
    current = hold(edition, user)
    if seen_row(current) != seen:
        raise Stale(current)
    for name in FIELDS[Edition]:
        if name in facts:
            setattr(current, name, facts[name])
    clean_words(current)
    check_values(current)
    current.save()
    return current


@transaction.atomic
def set_phases(edition: Edition, spans: Mapping[PhaseKind, Span], *, seen: str, user: User) -> None:
    """Lay down the calendar: start and end of each kind; a kind that is not named has none.

    The same calendar once more changes nothing.
    Raises `Stale` when the calendar is no longer what `seen` tells, `Refused` for a phase that
    ends before it starts.
    """
    current = hold(edition, user)
    if seen_phases(current) != seen:
        raise Stale(current)
    for kind, (start, end) in spans.items():
        if end <= start:
            raise Refused(backwards(kind))
    if spans == {
        PhaseKind(each.kind): (each.starts_at, each.ends_at) for each in current.phases.all()
    }:
        return
    current.phases.all().delete()
    Phase.objects.bulk_create(
        Phase(edition=current, kind=kind, starts_at=start, ends_at=end)
        for kind, (start, end) in spans.items()
    )


def backwards(kind: PhaseKind) -> str:
    """The sentence about a phase that ends before it starts."""
    return _("Masa “%(phase)s” berakhir sebelum mulai. Ubah salah satu tanggalnya.") % {
        "phase": dict(Phase.KINDS)[kind]
    }


@transaction.atomic
def set_guideline(edition: Edition, file: StoredFile | None, *, user: User) -> None:
    """The guideline that everyone may download; None takes it away."""
    current = hold(edition, user)
    current.guideline = file
    current.save(update_fields=["guideline"])


@transaction.atomic
def discard_edition(edition: Edition, *, user: User) -> None:
    """Throw an edition away that was never opened, with all its rules."""
    hold(edition, user).delete()


@transaction.atomic
def open_edition(edition: Edition, *, user: User, at: datetime) -> Edition:
    """Lock the rules and show them to everyone; a second click finds it done.

    Raises `Refused` with the first findings while the edition is not ready.
    """
    demand(may_draft(user))
    current = locked(edition)
    if current.opened_at is not None:
        return current
    lacking = readiness(Edition.objects.with_rules().get(pk=current.pk), at)
    if lacking:
        said = " ".join(f"{each.place}: {each.says}" for each in lacking[:3])
        raise Refused(_("Edisi ini belum siap dibuka. %(lacking)s") % {"lacking": said})
    current.opened_at = at
    current.save(update_fields=["opened_at"])
    kind = RuleChange.Kind.OPENED
    record(RuleChange.objects.create(edition=current, kind=kind, actor=user, at=at))
    return current
