"""What letters about accounts and members may name."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inovasi.templatetags.portal import browser, moment
from notifications.letters import LINK, OWNER, USUAL, Context, Letter, Word, register

MOMENT = "Senin, 2 Maret 2026 pukul 10.00 WITA"
ADDRESS = Word("siti@gowa.example", lambda c: c["address"])
UNSIGNED = {"pengirim": OWNER, "alamat": ADDRESS}
OF_MEMBER = {
    **USUAL,
    "unit": Word("Puskesmas Bajeng", lambda c: c["membership"].unit),
    "pelaku": Word("Andi Rahman", lambda c: c["event"].actor),
    "waktu": Word(MOMENT, lambda c: moment(c["event"].at)),
}

OF_ROLE = {
    **USUAL,
    "tugas": Word("Panitia", lambda c: c["role"]),
    "pelaku": Word("Andi Rahman", lambda c: c["by"]),
    "waktu": Word(MOMENT, lambda c: moment(c["at"])),
}


def _new_password(_context: Context) -> str:
    return f"{settings.PUBLIC_URL}{reverse('account_reset_password')}"


register(
    Letter(
        "units/invited",
        _("Undangan bergabung dengan unit"),
        {
            "pengirim": OWNER,
            "tautan": LINK,
            "pengundang": Word("Siti Aminah", lambda c: c["invitation"].invited_by.full_name),
            "unit": Word("Puskesmas Bajeng", lambda c: c["invitation"].unit.name),
            "peran": Word("Operator", lambda c: c["invitation"].get_role_display()),
            "batas": Word(MOMENT, lambda c: moment(c["invitation"].expires_at)),
        },
    ),
    Letter(
        "units/role_changed",
        _("Peran anggota diganti"),
        {**OF_MEMBER, "peran": Word("Operator", lambda c: c["membership"].get_role_display())},
    ),
    Letter("units/membership_ended", _("Keanggotaan berakhir"), OF_MEMBER),
    Letter(
        "units/factor_reset",
        _("Verifikasi dua langkah diatur ulang"),
        {
            **USUAL,
            "pelaku": Word("Andi Rahman", lambda c: c["event"].actor),
            "waktu": Word(MOMENT, lambda c: moment(c["event"].at)),
            "alasan": Word("Ponsel hilang.", lambda c: c["event"].reason),
        },
    ),
    Letter("units/role_given", _("Tugas panitia atau pimpinan diberikan"), OF_ROLE),
    Letter("units/role_taken", _("Tugas panitia atau pimpinan berakhir"), OF_ROLE),
    Letter(
        "units/password_reset",
        _("Tautan untuk kata sandi baru"),
        {**UNSIGNED, "tautan": Word("https://…", lambda c: c["password_reset_url"], True)},
    ),
    Letter(
        "units/unknown_account",
        _("Kata sandi diminta untuk alamat tanpa akun"),
        {**UNSIGNED, "tautan": Word("https://…", lambda _c: settings.PUBLIC_URL, True)},
    ),
    Letter(
        "units/address_code",
        _("Kode untuk alamat baru"),
        {**UNSIGNED, "kode": Word("ABC-DEF", lambda c: c["code"])},
    ),
    Letter(
        "units/security_notice",
        _("Perubahan pada akun"),
        {
            "pengirim": OWNER,
            "tautan": Word("https://…", _new_password, True),
            "peristiwa": Word("Kata sandi akun Anda diganti.", lambda c: c["what"]),
            "waktu": Word(MOMENT, lambda c: moment(c["at"])),
            "jaringan": Word("192.0.2.7", lambda c: c["ip"]),
            "peramban": Word("Chrome di Android", lambda c: browser(c["user_agent"])),
        },
    ),
)
