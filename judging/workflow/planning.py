"""Deeds that share out entries among judges: the computed plan, and the matrix set by hand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import Stage
from inovasi.lib.seal import sealed
from inovasi.lib.verdict import Refused, Stale, demand
from judging.allotment import Plan, allot
from judging.conflicts import Conflicts
from judging.models import Assignment, Judge
from judging.permissions import may_run_panel
from judging.queries import barrier, judgeable, serving_judges
from judging.workflow.assigning import assign
from submissions.models import Submission
from units.models import User


@dataclass(frozen=True)
class Proposal:
    """A plan with its rows; `choices` counts the judges who may score an entry at all."""

    plan: Plan
    entries: Mapping[int, Submission]
    judges: Mapping[int, Judge]
    choices: Mapping[int, int]
    before: Mapping[int, int]

    @property
    def fingerprint(self) -> str:
        """Names the plan, so that what is carried out is what was looked at."""
        _text, digest = sealed({"pairs": sorted(self.plan.new)})
        return digest

    @property
    def missing_judges(self) -> int:
        loads = [judge.max_load for judge in self.judges.values()]
        limits = [load for load in loads if load is not None]
        return self.plan.missing_judges(max(limits) if len(limits) == len(loads) > 0 else None)


def propose(stage: Stage) -> Proposal:
    """Fill up every entry to the stage's number of judges without moving what is assigned."""
    entries = {each.pk: each for each in judgeable(stage).order_by("sequence")}
    judges = {each.pk: each for each in serving_judges(stage)}
    known = Conflicts(judges.values(), entries.values())
    barred = [
        (entry.pk, judge.pk)
        for judge in judges.values()
        for entry in entries.values()
        if barrier(judge, entry, known)
    ]
    rows = Assignment.objects.in_force().filter(judge__panel__stage=stage)
    given = list(rows.values_list("submission_id", "judge_id"))
    kept = [judge for _entry, judge in given]
    unable = dict.fromkeys(entries, 0)
    for entry, _judge in barred:
        unable[entry] += 1
    return Proposal(
        plan=allot(
            list(entries),
            {pk: judge.max_load for pk, judge in judges.items()},
            barred,
            given,
            stage.judges_per_entry,
            seed=stage.pk,
        ),
        entries=entries,
        judges=judges,
        choices={entry: len(judges) - count for entry, count in unable.items()},
        before={pk: kept.count(pk) for pk in judges},
    )


@transaction.atomic
def carry_out(stage: Stage, *, fingerprint: str, user: User, at: datetime) -> int:
    """Assign as proposed; every judge gets one letter. How many assignments are new.

    Raises `Stale` with the proposal of now when it is not the one that was looked at, and `Refused`
    when there is nothing to assign.
    """
    demand(may_run_panel(user, stage, at))
    proposal = propose(stage)
    if not proposal.plan.new:
        raise Refused(_("Tidak ada penugasan baru."))
    if proposal.fingerprint != fingerprint:
        raise Stale(proposal)
    return assign_pairs(
        [(proposal.judges[judge], proposal.entries[entry]) for entry, judge in proposal.plan.new],
        user=user,
        at=at,
    )


@transaction.atomic
def assign_pairs(pairs: Iterable[tuple[Judge, Submission]], *, user: User, at: datetime) -> int:
    """Assign these pairs, all or none, with one letter for each judge. How many are new."""
    by_judge: dict[Judge, list[Submission]] = defaultdict(list)
    for judge, entry in pairs:
        by_judge[judge].append(entry)
    in_order = sorted(by_judge.items(), key=lambda item: item[0].pk)
    return sum(len(assign(judge, own, user=user, at=at)) for judge, own in in_order)
