"""How many bodies of uploads one process of the web server reads at once.

The server gives no time limit to a body (granian), so a phone that falls silent in the middle of
one holds its thread until the line is known to be dead. Pages always find a thread, because
uploads take fewer of them than there are.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _

from uploads.errors import Crowded

_seats = threading.BoundedSemaphore(settings.UPLOADS_AT_ONCE)


@contextmanager
def seat() -> Iterator[None]:
    """Read a body while this lasts. Raises `Crowded` at once when all seats are taken."""
    if not _seats.acquire(blocking=False):
        raise Crowded(_("Sedang banyak kiriman. Pengiriman dicoba lagi sendiri sebentar lagi."))
    try:
        yield
    finally:
        _seats.release()
