"""Who may, as far as the rulebook is concerned."""

from django.utils.translation import gettext as _

from competitions.models import Edition
from inovasi.lib.verdict import YES, Verdict, no
from units.models import Unit
from units.permissions import Visitor, acts_for, is_committee


def may_draft(user: Visitor) -> Verdict:
    """Begin an edition, from nothing or from an earlier one."""
    return YES if is_committee(user) else no(_("Hanya panitia yang mengatur edisi."))


def may_edit_rules(user: Visitor, edition: Edition) -> Verdict:
    """Change the rules freely: panitia, until the edition is opened."""
    if not is_committee(user):
        return no(_("Hanya panitia yang mengatur edisi."))
    if edition.opened_at is not None:
        return no(
            _(
                "Edisi ini sudah dibuka, jadi aturannya terkunci. "
                "Perubahan dicatat dengan alasan dan diumumkan."
            )
        )
    return YES


def may_change_opened(user: Visitor, edition: Edition) -> Verdict:
    """Record a change of an opened edition: move a phase, correct a text, cancel."""
    if not is_committee(user):
        return no(_("Hanya panitia yang mengatur edisi."))
    if edition.cancelled_at is not None:
        return no(_("Edisi ini sudah dibatalkan."))
    if edition.opened_at is None:
        return no(_("Edisi ini belum dibuka; ubah aturannya langsung."))
    return YES


def may_extend(user: Visitor, edition: Edition, unit: Unit) -> Verdict:
    """Grant one unit more time; somebody else decides about one's own unit."""
    if acts_for(user, unit):
        return no(_("Perpanjangan untuk unit Anda sendiri harus diberikan panitia lain."))
    return may_change_opened(user, edition)
