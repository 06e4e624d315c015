"""How the portal writes moments, sizes, scores and counts; a builtin of every template."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inovasi.lib import dates
from inovasi.lib.words import count_words

register = template.Library()

NOTHING = "–"
# The first mark that is found wins: most browsers also name the ones they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
UNITS = ("byte", "KB", "MB", "GB", "TB")


@register.filter
def moment(value: datetime | None) -> str:
    """Senin, 3 Maret 2026 pukul 14.03 WITA."""
    return dates.moment(value) if value else NOTHING


@register.filter
def moment_short(value: datetime | None) -> str:
    """Sen, 3 Mar 2026, 14.03 WITA; for tables and lists."""
    if not value:
        return NOTHING
    local = timezone.localtime(value)
    return f"{formats.date_format(local, 'D, j M Y')}, {local:%H.%M} {dates.zone_name()}"


@register.filter
def day(value: date | datetime | None) -> str:
    """Senin, 3 Maret 2026."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return dates.day(value) if value else NOTHING


@register.filter
def time_left(until: datetime | None, at: datetime | None = None) -> str:
    """3 hari 4 jam lagi; the same words as static/js/countdown.js."""
    if not until:
        return NOTHING
    left = until - (at or timezone.now())
    if left <= timedelta(0):
        return _("waktu sudah habis")
    if left < timedelta(minutes=1):
        return _("kurang dari 1 menit lagi")
    hours, minutes = divmod(left.seconds // 60, 60)
    parts = [
        (left.days, ngettext("%d hari", "%d hari", left.days)),
        (hours, ngettext("%d jam", "%d jam", hours)),
        (minutes, ngettext("%d menit", "%d menit", minutes)),
    ]
    first = next(index for index, (number, _words) in enumerate(parts) if number)
    said = [words % number for number, words in parts[first : first + 2] if number]
    return _("%s lagi") % " ".join(said)


@register.filter
def playing_time(seconds: int | None) -> str:
    """5 menit; 1 menit 30 detik."""
    minutes, rest = divmod(int(seconds or 0), 60)
    parts = [
        (minutes, ngettext("%d menit", "%d menit", minutes)),
        (rest, ngettext("%d detik", "%d detik", rest)),
    ]
    return " ".join(words % number for number, words in parts if number) or NOTHING


@register.filter
def file_size(value: int | None) -> str:
    """3,4 MB."""
    if value is None:
        return NOTHING
    size, unit = Decimal(value), 0
    while size >= 1024 and unit < len(UNITS) - 1:
        size, unit = size / 1024, unit + 1
    whole = size == size.to_integral_value() or size >= 100
    return f"{_decimal(size, 0 if whole else 1)} {UNITS[unit]}"


@register.filter
def score(value: Decimal | float | str | None) -> str:
    """86,50; a missing score is missing, never 0; words such as "15 %" pass."""
    if value is None or value == "":
        return NOTHING
    return value if isinstance(value, str) else _decimal(Decimal(str(value)), 2)


@register.filter
def word_count(text: str | None) -> int:
    return count_words(str(text or ""))


@register.filter
def beyond(count: int, most: int) -> int:
    """How much `count` is over `most`; 0 when it is not."""
    return max(0, int(count or 0) - int(most or 0))


@register.simple_tag
def words_said(count: int, least: int | None = None, most: int | None = None) -> str:
    """215 dari 200 kata, 15 kata terlalu banyak; the same words as static/js/word-count.js."""
    said = _("%(count)d dari %(most)d kata") if most else _("%(count)d kata")
    if most and count > most:
        said = _("%s, %%(over)d kata terlalu banyak") % said
    elif least and count < least:
        said = _("%s, paling sedikit %%(least)d kata") % said
    return said % {"count": count, "most": most, "least": least, "over": count - (most or 0)}


@register.filter
def browser(user_agent: str | None) -> str:
    """Chrome di Android; enough to recognise an own session."""
    name = next((name for mark, name in BROWSERS if mark in (user_agent or "")), _("Peramban"))
    system = next((name for mark, name in SYSTEMS if mark in (user_agent or "")), "")
    return _("%(browser)s di %(system)s") % {"browser": name, "system": system} if system else name


def _decimal(value: Decimal, digits: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return formats.number_format(rounded, digits)
