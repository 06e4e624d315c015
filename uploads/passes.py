"""Pieces that follow a piece of a moment ago, past the session, the account and the gates.

Whoever sends a file in a thousand pieces comes a thousand times with the same cookie, the same
token and the same address. A piece that came the whole way leaves a pass: its headers, all but the
offset, and the account that they led to. The next one with just these headers would be answered
as the last one was, if nothing has changed meanwhile; so it goes straight to its upload, and the
statement that counts it asks whether the session still goes on, and whether the account and the
right are as they were (`growing`). A pass is good for a second. The last piece takes the whole way
like the first one.
"""

from __future__ import annotations

import time
import uuid
from copy import copy
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from uploads import protocol
from uploads.models import Upload
from uploads.permits import ANSWER_SECONDS, MOST

DIFFERS = frozenset({"HTTP_UPLOAD_OFFSET"})
"""From piece to piece; no gate looks at it."""
ALSO = frozenset({"CONTENT_TYPE", "QUERY_STRING", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT"})


class Pass(NamedTuple):
    shown: dict[str, str]
    upload_id: uuid.UUID
    length: int
    user: AbstractBaseUser
    session_key: str
    since: float
    """When it was given, by the clock of this process."""


_given: dict[str, Pass] = {}
"""By the path that it opens."""


def give(request: HttpRequest, upload: Upload) -> None:
    """`request` came the whole way and its piece was counted."""
    key = request.session.session_key
    if key is None:
        return
    if len(_given) >= MOST:
        _given.clear()
    # A copy: what stands in the request asks for it lazily, and would keep the request alive.
    user = copy(request.user)
    _given[request.path_info] = Pass(
        _shown(request), upload.pk, upload.length, user, key, time.monotonic()
    )


def recall(request: HttpRequest) -> Pass | None:
    """The pass that `request` shows, when it is good and there are more pieces to come."""
    known = _given.get(request.path_info)
    if known is None or time.monotonic() - known.since >= ANSWER_SECONDS:
        return None
    try:
        end = protocol.number(request.META.get("HTTP_UPLOAD_OFFSET"))
        end += protocol.number(request.META.get("CONTENT_LENGTH"))
    except ValueError:
        return None
    return known if end < known.length and _shown(request) == known.shown else None


def _shown(request: HttpRequest) -> dict[str, str]:
    """All that a gate could look at."""
    found = {
        name: value
        for name, value in request.META.items()
        if (name.startswith("HTTP_") or name in ALSO) and name not in DIFFERS
    }
    return {**found, "scheme": request.scheme or "", "method": request.method or ""}
