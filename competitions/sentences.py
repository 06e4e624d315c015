"""When an action is open, in words."""

from datetime import datetime

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from competitions.models import Edition, Phase, Stage
from competitions.phases import Action, Answer
from inovasi.lib.dates import moment
from inovasi.lib.verdict import YES, Verdict, no
from units.models import Unit


def calendar_verdict(
    edition: Edition, action: Action, at: datetime, unit: Unit | None = None
) -> Verdict:
    """Allowed when `action` is open in `edition` at `at`; otherwise says when it was or will be.

    With `unit`, more time that was granted to it counts; nobody is granted less, so it is asked for
    only where the calendar says no.
    """
    if edition.cancelled_at is not None and at >= edition.cancelled_at:
        return no(_("Edisi ini dibatalkan panitia."))
    answer = edition.asks(action, at)
    if not answer.is_open and unit is not None:
        answer = edition.asks(action, at, unit)
    return YES if answer.is_open else no(when(answer))


def when(answer: Answer) -> str:
    """Such as "Masa ini sudah ditutup Senin, 3 Maret 2025 pukul 14.00 WITA."."""
    if answer.current:
        return _("Dibuka sampai %(end)s.") % {"end": moment(answer.current.ends_at)}
    if answer.next:
        return _("Masa ini belum dibuka. Mulai %(start)s.") % {
            "start": moment(answer.next.starts_at)
        }
    if answer.last:
        return _("Masa ini sudah ditutup %(end)s.") % {"end": moment(answer.last.ends_at)}
    return _("Panitia belum menetapkan tanggalnya.")


def span(phase: Phase) -> str:
    """Such as "Senin, 2 Maret 2026 pukul 08.00 WITA sampai ..."."""
    return _("%(start)s sampai %(end)s") % {
        "start": moment(phase.starts_at),
        "end": moment(phase.ends_at),
    }


def goes_on(stage: Stage) -> str:
    """Who goes on from a stage to the next, such as "nilai paling sedikit 80, 10 terbaik ..."."""
    said = []
    if stage.pass_mark is not None:
        said.append(_("nilai paling sedikit %(mark)s") % {"mark": floatformat(stage.pass_mark, -2)})
    if stage.advance_per_category is not None:
        said.append(_("%(most)d terbaik per kategori") % {"most": stage.advance_per_category})
    if stage.advance_most is not None:
        said.append(_("%(most)d terbaik seluruhnya") % {"most": stage.advance_most})
    if not said:
        return _("semua usulan lanjut")
    return _("%(rules)s; yang sama nilainya di batas ikut lanjut") % {"rules": ", ".join(said)}
