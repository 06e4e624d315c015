"""The title: no other entry's, neither in this edition nor in an earlier one."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from competitions.machine_checks import MachineCheck
from submissions.checks.facts import Facts
from submissions.checks.requirement import Requirement, State


def title(facts: Facts) -> Iterator[Requirement]:
    """The same title in the same edition is refused; what is only near is for people to judge."""
    closest = next(iter(facts.alike), None)
    if closest is None:
        state, note = State.MET, _("Belum dipakai usulan lain.")
    elif closest.blocks:
        state = State.UNMET
        note = _("Judul ini sudah dipakai usulan lain di edisi ini. Ubah judulnya.")
    else:
        state = State.WARNING
        note = _('Mirip dengan "%(title)s" (%(edition)s). Pastikan inovasinya berbeda.') % {
            "title": closest.title,
            "edition": closest.edition,
        }
    place = ("innovation", facts.submission.innovation_id)
    yield Requirement(MachineCheck.TITLE, _("Judul"), state, note, place)
