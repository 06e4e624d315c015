"""What reminders of the yearly duty may name."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inovasi.lib.dates import day
from inovasi.lib.texts import unlinked
from notifications.letters import USUAL, Context, Letter, Word, register


def _unit(context: Context) -> str:
    """The unit, or how many there are."""
    items = context["items"]
    if len(items) == 1:
        return str(items[0].unit)
    return ngettext("%(count)d unit", "%(count)d unit", len(items)) % {"count": len(items)}


def _units(context: Context) -> str:
    return "\n".join(f"- {unlinked(each.unit)}: {each.level}" for each in context["items"])


def _due(context: Context) -> str:
    due = day(context["duty"].due_on)
    return _("%(day)s (sudah lewat)") % {"day": due} if context["is_over"] else due


def _next_step(context: Context) -> str:
    if all(each.has_nothing for each in context["items"]):
        return _("Langkah berikutnya: masuk ke portal dan catat inovasi unit Anda.")
    return _("Langkah berikutnya: masuk ke portal dan lanjutkan inovasi unit Anda.")


OWED = {
    **USUAL,
    "tahun": Word("2026", lambda c: c["duty"].year),
    "unit": Word("Puskesmas Bajeng", _unit),
    "daftar": Word("- Puskesmas Bajeng: Belum ada", _units, True),
    "diminta": Word("Terdokumentasi", lambda c: c["duty"].get_fulfilled_from_display()),
    "batas": Word("Selasa, 31 Maret 2026", _due),
}
STEP = Word("Langkah berikutnya: masuk ke portal dan catat inovasi unit Anda.", _next_step)

register(
    Letter(
        "oioi/reminder",
        gettext_lazy("Pengingat satu inovasi kepada unit"),
        {**OWED, "langkah": STEP},
        can_wait=True,
        by_day=True,
    ),
    Letter(
        "oioi/reminder_parent",
        gettext_lazy("Pengingat satu inovasi kepada unit induk"),
        OWED,
        can_wait=True,
        by_day=True,
    ),
)
