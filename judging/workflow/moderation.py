"""The deed that settles an entry whose judges lie far apart."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import Stage
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from judging.models import Assignment, Judge, Moderation
from judging.permissions import may_moderate
from judging.queries import splits
from judging.workflow.assigning import assign, hold
from ledger import workflow as ledger
from submissions.models import Submission
from units.models import User


@transaction.atomic
def moderate(
    stage: Stage,
    submission: Submission,
    *,
    reason: str,
    further: Judge | None = None,
    user: User,
    at: datetime,
) -> Moderation:
    """Settle a split entry: give it to a `further` judge, or leave a joint note as the reason.

    Every score stays as it was signed. A second click finds the decision made. Raises `Refused`
    without a reason, when there is nothing to settle, and where `assign` does.
    """
    hold(stage.edition)
    demand(may_moderate(user, stage))
    case = next(iter(splits(stage, submission)), None)
    if case is None:
        raise Refused(_("Nilai para juri untuk usulan ini tidak berjauhan."))
    if case.decision is not None:
        return case.decision
    reason = clean(reason).strip()
    if not reason:
        raise Refused(_("Tulis pertimbangannya."))
    ledger.enter("moderasi.putusan", submission, user=user, at=at)
    return Moderation.objects.create(
        stage=stage,
        submission=submission,
        way=Moderation.Way.JUDGE if further else Moderation.Way.NOTE,
        reason=reason[:5000],
        spread=case.spread,
        threshold=stage.split_threshold,
        sheets=case.sheets,
        assignment=further and _give(further, stage, submission, user, at),
        decided_by=user,
        decided_at=at,
    )


def _give(
    judge: Judge, stage: Stage, submission: Submission, user: User, at: datetime
) -> Assignment:
    if judge.panel.stage_id != stage.pk:
        raise Refused(_("Juri itu bukan anggota tim penilai tahap ini."))
    new = assign(judge, [submission], user=user, at=at)
    if not new:
        raise Refused(_("%(judge)s sudah menilai usulan ini.") % {"judge": judge.user})
    return new[0]
