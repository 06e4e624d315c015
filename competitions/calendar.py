"""The year as a line of phases, for pages."""

from datetime import datetime
from typing import Any

from competitions.models import Edition, Phase


def timeline(edition: Edition, at: datetime) -> list[dict[str, Any]]:
    """Every phase with its place in time: past, now or next."""
    phases = sorted(edition.phases.all(), key=lambda phase: phase.starts_at)
    return [
        {
            "name": str(phase),
            "starts_at": phase.starts_at,
            "ends_at": phase.ends_at,
            "state": _state(phase, at),
        }
        for phase in phases
    ]


def current_phase(edition: Edition, at: datetime) -> Phase | None:
    return next((phase for phase in edition.phases.all() if phase.window.holds(at)), None)


def _state(phase: Phase, at: datetime) -> str:
    if phase.window.holds(at):
        return "now"
    return "past" if phase.ends_at <= at else "next"
