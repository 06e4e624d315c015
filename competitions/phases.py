"""When may it happen: computed from the phases of an edition and a given moment, never stored.

A phase is half open: it includes its first moment and excludes its last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PhaseKind(StrEnum):
    WRITING = "pengajuan"
    CHECK = "pemeriksaan"
    JUDGING = "penilaian"
    DECISION = "penetapan"


class Action(StrEnum):
    """What people do in a year, as far as the calendar has a say."""

    WRITE = "write"
    SUBMIT = "submit"
    REPAIR = "repair"
    CHECK = "check"
    ASSIGN = "assign"
    SCORE = "score"
    PUBLISH = "publish"


GATES: Mapping[Action, frozenset[PhaseKind]] = {
    Action.WRITE: frozenset({PhaseKind.WRITING}),
    Action.SUBMIT: frozenset({PhaseKind.WRITING}),
    Action.REPAIR: frozenset({PhaseKind.WRITING, PhaseKind.CHECK}),
    Action.CHECK: frozenset({PhaseKind.WRITING, PhaseKind.CHECK}),
    Action.ASSIGN: frozenset({PhaseKind.CHECK, PhaseKind.JUDGING}),
    Action.SCORE: frozenset({PhaseKind.JUDGING}),
    Action.PUBLISH: frozenset({PhaseKind.DECISION}),
}


@dataclass(frozen=True)
class Window:
    """One phase as the calendar sees it: `starts_at` <= t < `ends_at`, both aware."""

    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True)
class Answer:
    """Whether an action is open at a moment; when it is not, the windows before and after."""

    is_open: bool
    current: Window | None = None
    next: Window | None = None
    last: Window | None = None


def may_happen(windows: Iterable[Window], action: Action, at: datetime) -> Answer:
    """Is `action` open at `at`? With the window that says until when, since when, or from when."""
    gated = sorted((w for w in windows if w.kind in GATES[action]), key=lambda w: w.starts_at)
    current = next((w for w in gated if w.holds(at)), None)
    later = next((w for w in gated if w.starts_at > at), None)
    past = [w for w in gated if w.ends_at <= at]
    return Answer(current is not None, current, later, past[-1] if past else None)


def closes_at(windows: Iterable[Window], kind: PhaseKind) -> datetime | None:
    """The end of the last window of a kind, such as the closing of registration."""
    return max((w.ends_at for w in windows if w.kind == kind), default=None)
