"""When may it happen: computed from the phases of an edition and a given moment, never stored.

A phase is half open: it includes its first moment and excludes its last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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

GRACED = frozenset({Action.WRITE, Action.SUBMIT, Action.REPAIR})
"""What a unit does against the clock; a click may arrive a little late."""


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


def with_grace(windows: Iterable[Window], action: Action, at: datetime, grace: timedelta) -> Answer:
    """Like `may_happen`, but a window that ended less than `grace` ago is still open."""
    windows = list(windows)
    answer = may_happen(windows, action, at)
    if answer.is_open or action not in GRACED or answer.last is None:
        return answer
    if at < answer.last.ends_at + grace:
        return Answer(is_open=True, current=answer.last, next=answer.next)
    return answer


def lengthened(windows: Iterable[Window], granted: Mapping[PhaseKind, datetime]) -> list[Window]:
    """The windows of a unit that was granted more time; none becomes shorter."""
    return [
        replace(each, ends_at=max(each.ends_at, granted.get(each.kind, each.ends_at)))
        for each in windows
    ]


def closes_at(windows: Iterable[Window], kind: PhaseKind) -> datetime | None:
    """The end of the last window of a kind, such as the closing of registration."""
    return max((w.ends_at for w in windows if w.kind == kind), default=None)
