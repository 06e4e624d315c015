"""Uploads of which this process knows that somebody may write to them.

The question is put before each piece that is written, and a piece may be as small as 256 KiB: asked
anew each time, it would cost more than the bytes. So an upload is remembered together with the
versions of the rows that the right to it rests on (`Purpose.rests_on`), and the statement that
counts a piece asks whether these are still the same. A right that is taken away shows there at
once. What only the clock decides, the end of a phase, is seen a second late at most.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import NamedTuple

from uploads.growing import Seen

ANSWER_SECONDS = 1.0
MOST = 1000
"""Answers in one process; when there are more, all are asked for again."""


class Permit(NamedTuple):
    seen: Seen
    since: float
    """When the question was put, by the clock of this process."""


@dataclass
class Permits:
    """Who may write to which upload: only the answer yes is kept."""

    _given: dict[tuple[uuid.UUID, int], Permit] = field(default_factory=dict)

    def recall(self, upload_id: uuid.UUID, user_id: int) -> Seen | None:
        """The upload as it was last seen, when the answer was yes a moment ago."""
        known = self._given.get((upload_id, user_id))
        return known.seen if known and time.monotonic() - known.since < ANSWER_SECONDS else None

    def note(self, user_id: int, seen: Seen) -> None:
        """The answer is yes, for rows of just the versions that `seen` has; without any, nothing
        is remembered."""
        if len(self._given) >= MOST:
            self._given.clear()
        if seen.stamp:
            self._given[seen.upload.pk, user_id] = Permit(seen, time.monotonic())

    def renew(self, user_id: int, seen: Seen) -> None:
        """The same answer, as old as it is, for an upload that was seen anew."""
        key = seen.upload.pk, user_id
        if known := self._given.get(key):
            self._given[key] = known._replace(seen=seen)

    def forget(self, upload_id: uuid.UUID, user_id: int) -> None:
        """The upload is not as it was seen any more."""
        self._given.pop((upload_id, user_id), None)


permits = Permits()
