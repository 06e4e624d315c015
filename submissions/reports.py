"""What panitia is told each day."""

from collections import Counter
from datetime import datetime

from django.utils import timezone

from competitions.models import Edition
from competitions.phases import Action
from notifications.quiet import quiet_until
from submissions import checks, notices, queries
from submissions.models import Submission


def unsent(editions: list[Edition]) -> list[Submission]:
    """Drafts that lack nothing but were not handed in, by unit."""
    drafts = list(queries.full_drafts(editions))
    found = checks.of_many(drafts)
    return [each for each in drafts if all(finding.is_met for finding in found[each.pk])]


def tell_unsent(at: datetime) -> None:
    """A letter to panitia for each edition that takes entries and has such drafts; once a day.

    Not in the quiet hours.
    """
    if quiet_until(at):
        return
    for edition in Edition.objects.in_view(at).filter(is_practice=False):
        if not edition.asks(Action.SUBMIT, at).is_open:
            continue
        numbers = Counter(draft.unit.name for draft in unsent([edition]))
        if numbers:
            notices.unsent(edition, dict(numbers), day=timezone.localdate(at), at=at)
