"""The deed that calls judges to sign what they owe."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from inovasi.lib.verdict import demand
from judging import notices
from judging.models import Judge, Panel
from judging.permissions import may_call
from judging.queries import missing_sheets
from ledger import workflow as ledger
from units.models import User


@transaction.atomic
def call(panel: Panel, judges: Collection[Judge], *, user: User, at: datetime) -> list[Judge]:
    """Send a letter to those of `judges` who still owe sheets; gives those who were written to.

    Once a day for each judge, whoever calls: a second click, or panitia after the chair, writes to
    nobody again. Raises `Refused` outside the time of judging.
    """
    chosen = Judge.objects.filter(panel=panel, pk__in=[each.pk for each in judges])
    locked = {each.pk: each for each in chosen.select_for_update()}
    demand(may_call(user, panel, at))
    behind = [row for row in missing_sheets(panel) if row.owed and row.judge.pk in locked]
    called = [row for row in behind if not locked[row.judge.pk].was_called_on(at)]
    for row in called:
        row.judge.called_at = at
        row.judge.save(update_fields=["called_at"])
        ledger.enter("juri.panggil", row.judge, user=user, at=at, lembar=len(row.owed))
        notices.called(row, caller=user, at=at)
    return [row.judge for row in called]
