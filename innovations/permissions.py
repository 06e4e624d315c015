"""Who may, as far as innovations are concerned."""

from django.utils.translation import gettext as _

from innovations.models import Innovation
from innovations.states import COMMITTEE_VERBS, MOVES, Status, Verb
from inovasi.lib.verdict import YES, Verdict, no
from units.permissions import Visitor, acts_for, is_committee


def may_edit(user: Visitor, innovation: Innovation) -> bool:
    """Only the people of the owning unit write about an innovation."""
    return acts_for(user, innovation.unit_id)


def may_move(user: Visitor, innovation: Innovation, verb: Verb) -> Verdict:
    """The catalogue is panitia's, everything else the unit's."""
    if (Status(innovation.status), verb) not in MOVES:
        return no(_("Langkah ini tidak dapat dilakukan dari keadaan sekarang."))
    if verb in COMMITTEE_VERBS:
        return YES if is_committee(user) else no(_("Hanya panitia yang mengatur katalog."))
    return YES if may_edit(user, innovation) else no(_("Hanya anggota unit pemilik."))
