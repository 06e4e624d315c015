"""Dates as Indonesian readers expect them: weekday, hour and zone, always."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def zone_name() -> str:
    """The current zone as people write it: WIB, WITA, WIT, or its own name elsewhere."""
    name = timezone.get_current_timezone_name()
    return ZONES.get(name, name)


def moment(at: datetime) -> str:
    """For example "Senin, 3 Maret 2025 pukul 14.03 WITA"."""
    local = timezone.localtime(at)
    return _("%(day)s pukul %(time)s %(zone)s") % {
        "day": day(local),
        "time": f"{local:%H.%M}",
        "zone": zone_name(),
    }


def day(at: date) -> str:
    """For example "Senin, 3 Maret 2025"."""
    return date_format(at, "l, j F Y")
