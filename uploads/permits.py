"""Answers of `Purpose.check_write` that still hold.

The question is put before each piece that is written, and a piece may be as small as 256 KiB: asked
anew each time, it would cost more than the bytes. So an answer is kept together with the versions
of the rows that it rests on (`Purpose.rests_on`), which the statement that locks the upload reads
along. A right that is taken away shows there at once. What only the clock decides, the end of a
phase, is seen a second late at most.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field

ANSWER_SECONDS = 1.0
MOST = 1000
"""Answers in one process; when there are more, all are asked for again."""


@dataclass
class Permits:
    """Who may write to which upload: only the answer yes is kept."""

    _given: dict[tuple[uuid.UUID, int], tuple[str, float]] = field(default_factory=dict)

    def holds(self, upload_id: uuid.UUID, user_id: int, stamp: str | None) -> bool:
        """True when the answer was yes a moment ago, for rows of just these versions."""
        known, since = self._given.get((upload_id, user_id), ("", 0.0))
        return bool(stamp) and known == stamp and time.monotonic() - since < ANSWER_SECONDS

    def note(self, upload_id: uuid.UUID, user_id: int, stamp: str | None) -> None:
        """The answer is yes for `stamp`, which was read before the question was put."""
        if len(self._given) >= MOST:
            self._given.clear()
        if stamp:
            self._given[upload_id, user_id] = (stamp, time.monotonic())


permits = Permits()
