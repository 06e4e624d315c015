"""The hours in which nobody is reminded of anything."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def quiet_until(at: datetime) -> datetime | None:
    """The end of the quiet hours that `at` lies in, in local time; None outside of them.

    `settings.QUIET_HOURS` is the beginning and the end of the night, which may lie on both sides
    of midnight; None: there is no such night.
    """
    if settings.QUIET_HOURS is None:
        return None
    begins, ends = settings.QUIET_HOURS
    local = timezone.localtime(at)
    this_morning = local.replace(
        hour=ends.hour, minute=ends.minute, second=0, microsecond=0, fold=0
    )
    now = local.time()
    if begins <= ends:
        return this_morning if begins <= now < ends else None
    if now >= begins:
        return this_morning + timedelta(days=1)
    return this_morning if now < ends else None
