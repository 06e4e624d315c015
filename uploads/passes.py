"""Pieces that follow a piece of a moment ago, past the session, the account and the gates.

Whoever sends a file in a thousand pieces comes a thousand times with the same cookie, the same
token and the same address. A piece that came the whole way leaves a pass: its headers, all but the
offset, and the account that they led to. The next one with just these headers would be answered
as the last one was, if nothing has changed meanwhile; so it goes straight to its upload, and the
statement that counts it asks whether the session still goes on, and whether the account and the
right are as they were (`growing`); if not, the same request asks for all of them anew. A pass is
good for a second. The last piece takes the whole way like the first one.
"""

from __future__ import annotations

import time
import uuid
from copy import copy
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from uploads import protocol
from uploads.body import PIECE
from uploads.models import Upload
from uploads.permits import ANSWER_SECONDS

DIFFERS = frozenset({"HTTP_UPLOAD_OFFSET"})
"""From piece to piece; no gate looks at it."""
ALSO = frozenset({"CONTENT_TYPE", "QUERY_STRING", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT"})
"""Of what is no header, too: a gate may look at it."""
MANY = 64
"""Passes among which old ones are looked for."""


class Pass(NamedTuple):
    shown: dict[str, str]
    upload_id: uuid.UUID
    length: int
    user: AbstractBaseUser
    session_key: str
    since: float
    """When the request came that it was given to, by the clock of this process."""


_given: dict[str, Pass] = {}
"""By the path that it opens."""


def give(request: HttpRequest, upload: Upload) -> None:
    """`request` came the whole way and its piece was counted. It is as old as its arrival."""
    key = request.session.session_key
    if key is None or upload.state != Upload.State.OPEN:
        _given.pop(request.path_info, None)
        return
    if len(_given) >= MANY:
        for path, each in list(_given.items()):
            if _is_old(each):
                _given.pop(path, None)
    # A copy: what stands in the request asks for it lazily, and would keep the request alive.
    user, since = copy(request.user), request.arrived
    _given[request.path_info] = Pass(_shown(request), upload.pk, upload.length, user, key, since)


def recall(request: HttpRequest) -> Pass | None:
    """The pass that `request` shows, when it is good and there are more pieces to come."""
    known = _given.get(request.path_info)
    if known is None or _is_old(known):
        return None
    try:
        start = protocol.number(request.META.get("HTTP_UPLOAD_OFFSET"))
        size = protocol.number(request.META.get("CONTENT_LENGTH"))
    except ValueError:
        return None
    is_one_of_many = 0 < size <= PIECE and start + size < known.length
    return known if is_one_of_many and _shown(request) == known.shown else None


def _is_old(given: Pass) -> bool:
    return time.monotonic() - given.since >= ANSWER_SECONDS


def _shown(request: HttpRequest) -> dict[str, str]:
    """All that a gate could look at."""
    found = {
        name: value
        for name, value in request.META.items()
        if (name.startswith("HTTP_") or name in ALSO) and name not in DIFFERS
    }
    return {**found, "scheme": request.scheme or "", "method": request.method or ""}
