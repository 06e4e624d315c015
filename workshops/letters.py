"""What letters about workshops may name."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inovasi.lib.dates import moment
from inovasi.lib.texts import unlinked
from notifications.letters import USUAL, Context, Letter, Word, register

BEGINS = "Kamis, 12 Maret 2026 pukul 09.00 WITA"
ENDS = "Kamis, 12 Maret 2026 pukul 15.00 WITA"
CLOSES = "Senin, 9 Maret 2026 pukul 16.00 WITA"
PLACE = "Baruga Karaeng Galesong"
ANOTHER = gettext_lazy("Selama masih ada tempat, unit Anda dapat mendaftarkan orang lain.")


def _changes(context: Context) -> str:
    was, now = context["was"], context["workshop"]
    lines = (
        (_("Mulai"), moment(was.starts_at), moment(now.starts_at)),
        (_("Selesai"), moment(was.ends_at), moment(now.ends_at)),
        (_("Tempat"), was.where, now.where),
    )
    return "\n".join(
        _("- %(what)s: %(new)s (semula: %(old)s)") % {"what": what, "old": old, "new": new}
        for what, old, new in lines
        if old != new
    )


def _another(context: Context) -> str:
    participant = context["participant"]
    return str(ANOTHER) if participant.workshop.is_open(participant.withdrawn_at) else ""


def _calls(context: Context) -> str:
    return "\n".join(
        _("- %(title)s (%(unit)s), pendaftaran sampai %(due)s")
        % {"title": unlinked(each.title), "unit": unlinked(each.unit), "due": each.due}
        for each in context["items"]
    )


def _expected(context: Context) -> str:
    return "\n".join(
        _("- %(title)s: %(name)s (%(unit)s), %(starts)s, %(where)s")
        % {
            "title": unlinked(each.title),
            "name": unlinked(each.name),
            "unit": unlinked(each.unit),
            "starts": each.starts,
            "where": each.where,
        }
        for each in context["items"]
    )


def _letter(name: str, title: str, words: dict[str, Word], **facts: Any) -> Letter:
    return Letter(f"workshops/{name}", title, words, **facts)


TITLE = Word("Bimtek Inovasi 2026", lambda c: c["workshop"].title)
TOLD = {
    **USUAL,
    "judul": TITLE,
    "mulai": Word(BEGINS, lambda c: moment(c["workshop"].starts_at)),
    "selesai": Word(ENDS, lambda c: moment(c["workshop"].ends_at)),
    "tempat": Word(PLACE, lambda c: c["workshop"].where, is_ours=True),
    "keterangan": Word("Bawa laptop.", lambda c: c["workshop"].about, is_ours=True),
}
OF_PARTICIPANT = {
    **TOLD,
    "peserta": Word("Siti Aminah", lambda c: c["participant"].name),
    "unit": Word("Puskesmas Bajeng", lambda c: c["participant"].unit.name),
}

register(
    _letter(
        "invited",
        gettext_lazy("Undangan bimtek kepada unit"),
        {
            **TOLD,
            "jatah": Word("1", lambda c: c["workshop"].seats_per_unit),
            "batas": Word(CLOSES, lambda c: moment(c["workshop"].registration_closes_at)),
        },
    ),
    _letter("registered", gettext_lazy("Peserta bimtek terdaftar"), OF_PARTICIPANT),
    _letter(
        "withdrawn",
        gettext_lazy("Pendaftaran peserta bimtek ditarik"),
        {
            **OF_PARTICIPANT,
            "pelaku": Word("Andi Rahman", lambda c: c["participant"].withdrawn_by),
            "lanjutan": Word(str(ANOTHER), _another),
        },
    ),
    _letter(
        "changed",
        gettext_lazy("Waktu atau tempat bimtek berubah"),
        {
            **TOLD,
            "perubahan": Word(f"- Mulai: {BEGINS} (semula: {CLOSES})", _changes, True),
            "peserta": Word("Siti Aminah", lambda c: ", ".join(c["names"][c["recipient"].pk])),
        },
    ),
    _letter(
        "called_off",
        gettext_lazy("Bimtek dibatalkan"),
        {
            **TOLD,
            "alasan": Word("Narasumber berhalangan.", lambda c: c["workshop"].cancelled_because),
        },
    ),
    _letter(
        "registration_due",
        gettext_lazy("Pengingat: pendaftaran bimtek segera ditutup"),
        {
            **USUAL,
            "jumlah": Word("1", lambda c: len(c["items"])),
            "daftar": Word(
                f"- Bimtek Inovasi 2026 (Puskesmas Bajeng), pendaftaran sampai {CLOSES}",
                _calls,
                True,
            ),
        },
        can_wait=True,
        by_day=True,
    ),
    _letter(
        "starting",
        gettext_lazy("Pengingat: bimtek segera dimulai"),
        {
            **USUAL,
            "jumlah": Word("1", lambda c: len(c["items"])),
            "daftar": Word(
                f"- Bimtek Inovasi 2026: Siti Aminah (Puskesmas Bajeng), {BEGINS}, {PLACE}",
                _expected,
                True,
            ),
        },
        can_wait=True,
        by_day=True,
    ),
)
