"""Who may, as far as workshops are concerned."""

from datetime import datetime

from django.utils.translation import gettext as _

from inovasi.lib.dates import moment
from inovasi.lib.verdict import YES, Verdict, no
from units.models import Unit
from units.permissions import Visitor, acts_for, is_committee, is_signed_in, may_begin
from workshops.models import Participant, Workshop


def may_manage(user: Visitor) -> Verdict:
    """To write, announce, change and call off is panitia's."""
    return YES if is_committee(user) else no(_("Hanya panitia yang mengatur bimtek."))


def may_change(user: Visitor, workshop: Workshop, at: datetime) -> Verdict:
    """Until it starts; what was called off stays as it was told."""
    if not is_committee(user):
        return may_manage(user)
    if workshop.cancelled_at is not None:
        return no(_("Bimtek ini sudah dibatalkan."))
    if workshop.announced_at is not None and at >= workshop.starts_at:
        return no(_("Bimtek ini sudah dimulai sejak %(at)s.") % {"at": moment(workshop.starts_at)})
    return YES


def takes_registrations(workshop: Workshop, at: datetime) -> Verdict:
    """What the calendar says, whoever asks."""
    if workshop.cancelled_at is not None:
        return no(_("Bimtek ini dibatalkan: %(why)s") % {"why": workshop.cancelled_because})
    if workshop.announced_at is None:
        return no(_("Bimtek ini belum diumumkan."))
    if at >= workshop.registration_closes_at:
        words = {"at": moment(workshop.registration_closes_at)}
        return no(_("Pendaftaran sudah ditutup sejak %(at)s.") % words)
    return YES


def may_register(user: Visitor, workshop: Workshop, unit: Unit, at: datetime) -> Verdict:
    """Send somebody of the own unit, while it exists, is invited and registration is open.

    Whether a seat is left is asked under the lock of the workshop (`workflow.register`).
    """
    own = may_begin(user, unit, at)
    if not own:
        return own
    if not workshop.invites(unit):
        return no(_("%(unit)s tidak diundang ke bimtek ini.") % {"unit": unit})
    return takes_registrations(workshop, at)


def may_withdraw(user: Visitor, participant: Participant, at: datetime) -> Verdict:
    """The unit, who comes by account, and panitia, to whom others call it in."""
    is_person = is_signed_in(user) and participant.person_id == user.pk
    if not (is_person or is_committee(user) or acts_for(user, participant.unit_id)):
        return no(_("Anda bukan anggota unit ini."))
    return takes_withdrawals(participant.workshop, at)


def takes_withdrawals(workshop: Workshop, at: datetime) -> Verdict:
    """Also after the closing, until it starts: panitia should not wait for who will not come."""
    if workshop.cancelled_at is not None:
        return no(_("Bimtek ini dibatalkan: %(why)s") % {"why": workshop.cancelled_because})
    if at >= workshop.starts_at:
        return no(_("Bimtek ini sudah dimulai sejak %(at)s.") % {"at": moment(workshop.starts_at)})
    return YES
