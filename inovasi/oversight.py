"""The nightly rounds: is everything still true, and who outside keeps the end of the ledger."""

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from inovasi.lib.invariants import INVARIANTS, NIGHTLY, Broken, broken
from judging.notices import committee
from ledger import verifying, workflow
from notifications.workflow import post, post_to_address

logger = logging.getLogger(__name__)

BEGINS = timedelta(hours=20)
"""A round belongs to the evening on which it fell due, also when it is made up for by day."""


def evening(at: datetime) -> date:
    return timezone.localdate(at - BEGINS)


def tell_witnesses(at: datetime) -> None:
    """Mail the end of the ledger to the officials who keep it, once for each evening.

    A copy outside the portal is what keeps somebody with power over the database from writing the
    chain anew.
    """
    workflow.seal()
    context = {"head": verifying.head(), "evening": evening(at)}
    for address in settings.LEDGER_WITNESSES:
        key = f"ledger-head:{evening(at)}"
        post_to_address("oversight/head", key=key, address=address, context=context, at=at)


def look_round(at: datetime) -> list[Broken]:
    """Ask every invariant; panitia gets a letter when one is broken, once for each evening."""
    found = broken(NIGHTLY.get(each, each) for each in INVARIANTS)
    for each in found:
        logger.error("invariant broken %s: %s", each.name, "; ".join(each.places))
    if found:
        context = {"found": found}
        key = f"invariants:{evening(at)}"
        post("oversight/broken", key=key, recipients=committee(), context=context, at=at)
    return found
