"""What is next: the coming dates of competitions and of the yearly duty."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from competitions.calendar import timeline
from competitions.models import Edition
from competitions.phases import PhaseKind
from inovasi.home.agenda import end_of
from oioi.models import DutyYear
from workshops.models import Workshop

SHOWN = 4


def coming(
    editions: Iterable[Edition], workshops: Iterable[Workshop], at: datetime
) -> list[dict[str, Any]]:
    """The phase that runs and those that follow; among them the duty's due date and workshops."""
    phases = [
        {**phase, "note": edition.name}
        for edition in editions
        if not edition.is_practice and edition.cancelled_at is None
        for phase in timeline(edition, at)
        if phase["state"] != "past"
    ]
    duty = DutyYear.objects.filter(year=timezone.localdate(at).year).first()
    if duty is not None and end_of(duty.due_on) > at:
        name = _("Batas satu instansi satu inovasi %(year)d") % {"year": duty.year}
        phases.append({"name": name, "starts_at": end_of(duty.due_on), "state": "next"})
    phases += [
        {
            "name": each.title,
            "starts_at": each.starts_at,
            "state": "now" if each.starts_at <= at else "next",
            "note": each.place or _("Daring"),
        }
        for each in workshops
    ]
    return sorted(phases, key=lambda phase: phase["starts_at"])[:SHOWN]


def end_of_running(editions: list[Edition], kind: PhaseKind, at: datetime) -> datetime | None:
    """When the first of the phases of this kind that hold at `at` ends; None while none does."""
    ends = [
        window.ends_at
        for edition in editions
        for window in edition.windows
        if window.kind == kind and window.holds(at)
    ]
    return min(ends, default=None)
