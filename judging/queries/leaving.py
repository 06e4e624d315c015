"""What hangs on an entry in the stage that runs, for whoever takes it out of the contest."""

from dataclasses import dataclass

from competitions.models import Stage
from judging.models import Assignment, Judge
from judging.queries.coverage import judgeable
from judging.queries.moderation import splits
from judging.queries.stages import stage_after
from submissions.models import Submission


@dataclass(frozen=True)
class Stake:
    """Sheets that are kept, judges who are told, whether its judges lie far apart, and whether it
    is the last of a stage that then can no longer end."""

    signed: int
    drafts: int
    judges: list[Judge]
    is_split: bool
    is_last: bool


def at_stake(submission: Submission, stage: Stage, *, tells_split: bool) -> Stake:
    """With `tells_split` for whoever may know what the judges gave."""
    rows = Assignment.objects.in_force().filter(submission=submission, judge__panel__stage=stage)
    given = list(rows.select_related("judge__user", "sheet").order_by("judge__code", "pk"))
    sheets = [each.sheet for each in given if hasattr(each, "sheet")]
    signed = sum(sheet.is_signed for sheet in sheets)
    return Stake(
        signed=signed,
        drafts=len(sheets) - signed,
        judges=[each.judge for each in given if each.judge.is_serving],
        is_split=tells_split and any(case.is_open for case in splits(stage, submission)),
        is_last=stage_after(stage) is not None
        and not judgeable(stage).exclude(pk=submission.pk).exists(),
    )
