"""How the pages of other apps hand out what a worker makes."""

import threading
import time

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from downloads import makers, workflow
from downloads.makers import Arguments
from downloads.models import Order
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless

PATIENCE = 2.0
"""Seconds for which the answer waits for a worker; most files are there by then."""
STEP = 0.03
_seats = threading.BoundedSemaphore(4)
"""How many threads of a web process wait at a time; everybody else gets the page at once."""


def give(
    request: Request, name: str, arguments: Arguments | None = None, *, source: str = ""
) -> HttpResponse:
    """Order a file from the maker called `name` and send on to it, or to the page of its order.

    A worker that is idle has most files made while this waits a moment. 403 for who may not have
    the file and for who waits for too many. `source` is the fingerprint of frozen data.
    """
    maker = makers.get(name)
    if maker is None:
        raise Http404
    asked = dict(arguments or {})
    refuse_unless(maker.may(request.user, asked, request.at))
    try:
        made = workflow.order(
            maker,
            arguments=asked,
            source=source,
            user=request.user,
            door=request.get_full_path(),
            at=request.at,
        )
    except Refused as refusal:
        refuse_unless(False, refusal.reason)
    return redirect("order-file" if _is_made_soon(made.pk) else "order", made.pk)


def _is_made_soon(pk: int) -> bool:
    if _is_made(pk):
        return True
    if not _seats.acquire(blocking=False):
        return False
    try:
        ends_at = time.monotonic() + PATIENCE
        while time.monotonic() < ends_at:
            time.sleep(STEP)
            if _is_made(pk):
                return True
    finally:
        _seats.release()
    return False


def _is_made(pk: int) -> bool:
    return Order.objects.filter(pk=pk, file__isnull=False).exists()
