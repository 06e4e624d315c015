"""Who may, as far as the yearly duty is concerned."""

from django.utils.translation import gettext as _

from inovasi.lib.verdict import YES, Verdict, no
from units.permissions import Visitor, is_committee, is_leadership


def may_read_board(user: Visitor) -> bool:
    """Panitia and the leadership that they report to."""
    return is_committee(user) or is_leadership(user)


def may_manage(user: Visitor) -> Verdict:
    """The rules of a year and exemptions are panitia's."""
    return YES if is_committee(user) else no(_("Hanya panitia yang mengatur kewajiban ini."))
