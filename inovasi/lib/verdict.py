"""An answer to "may I?" that can say why not."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed; otherwise `reason` is the sentence that the user reads."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason: str) -> Verdict:
    return Verdict(False, reason)


class Refused(Exception):
    """A deed that may not be done now; its text is the sentence that the user reads."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Stale(Exception):
    """Somebody saved in between; nothing was written. `current` is the row as it stands now."""

    def __init__(self, current: object) -> None:
        super().__init__("stale")
        self.current = current


def demand(verdict: Verdict) -> None:
    """The third door: raises `Refused` with the verdict's reason unless it is allowed."""
    if not verdict:
        raise Refused(verdict.reason)


def refuse_unless(verdict: object, reason: str = "") -> None:
    """The view's door: 403 with the verdict's own reason, or with `reason`."""
    if not verdict:
        raise PermissionDenied(getattr(verdict, "reason", "") or reason)
