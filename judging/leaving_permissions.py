"""Who may take an entry out of the contest, or back in, and when."""

from django.utils.translation import gettext as _

from competitions.models import Edition
from inovasi.lib.verdict import YES, Verdict, no
from judging.models import Decision, Departure
from judging.permissions import is_published, still_runs
from submissions.models import Submission
from submissions.permissions import takes_part
from submissions.states import JUDGEABLE
from units.permissions import Visitor, is_committee


def may_leave(user: Visitor, submission: Submission) -> Verdict:
    """Take an entry out of the contest: once it has passed the check, until a verdict is frozen.

    Panitia, but nobody of the entry's own unit or team. No phase stands in the way, because a unit
    may give up on the last day.
    """
    impartial = _is_impartial(user, submission)
    if not impartial:
        return impartial
    undecided = _is_undecided(submission.edition)
    if not undecided:
        return undecided
    if submission.status not in JUDGEABLE:
        return no(_("Hanya usulan yang lolos administrasi yang dapat dikeluarkan dari lomba."))
    return YES


def may_readmit(user: Visitor, departure: Departure) -> Verdict:
    """Undo a mistake: until the stage in which the entry left has ended."""
    impartial = _is_impartial(user, departure.submission)
    if not impartial:
        return impartial
    if departure.is_readmitted:
        return no(_("Usulan ini sudah diikutkan lagi."))
    return _is_undecided(departure.submission.edition) and still_runs(departure.stage)


def _is_impartial(user: Visitor, submission: Submission) -> Verdict:
    if not is_committee(user):
        return no(_("Hanya panitia yang mengeluarkan usulan dari lomba."))
    if takes_part(user, submission):
        return no(_("Usulan unit Anda sendiri atau tim Anda harus ditangani panitia lain."))
    return YES


def _is_undecided(edition: Edition) -> Verdict:
    if is_published(edition):
        return no(
            _(
                "Hasil edisi ini sudah ditetapkan, jadi usulan tidak dapat dikeluarkan lagi. "
                "Penghargaan yang tidak layak dicabut di halaman hasil."
            )
        )
    if Decision.objects.filter(edition=edition, given_up_at=None).exists():
        return no(_("Peringkat sedang dibekukan. Batalkan dulu pembekuannya."))
    return YES
