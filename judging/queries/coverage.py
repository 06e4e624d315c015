"""Who judges how much, and which entry is judged by how many."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from competitions.models import Stage
from judging.conflicts import Conflicts
from judging.models import Assignment, Conflict, Judge, Panel
from judging.queries.stages import standing_in
from submissions.models import Submission
from submissions.states import JUDGEABLE, Status


def judgeable(stage: Stage) -> QuerySet[Submission]:
    """Entries that passed the administrative check, are not settled, and came to this stage."""
    up = Submission.objects.filter(status__in=JUDGEABLE)
    return standing_in(stage, up).select_related("unit", "category", "edition")


def judgeable_or_out(stage: Stage) -> QuerySet[Submission]:
    """Those too that left the contest and may come back: what is said about a unit reaches them."""
    return standing_in(stage, Submission.objects.filter(status__in=[*JUDGEABLE, Status.LEFT]))


def judges_with_progress(panel: Panel) -> QuerySet[Judge]:
    """Judges with `assigned` and `signed`: how many entries they have, and have finished."""
    in_force = Q(assignments__withdrawn_at=None, assignments__abstained_at=None)
    return (
        panel.judges.select_related("user", "home_unit", "replaces__user")
        .prefetch_related("categories")
        .annotate(
            assigned=Count("assignments", filter=in_force),
            signed=Count(
                "assignments", filter=in_force & Q(assignments__sheet__signed_at__isnull=False)
            ),
        )
        .order_by("pk")
    )


def coverage(stage: Stage) -> QuerySet[Submission]:
    """Entries of the stage with `judges` and `signed`, least covered first."""
    mine = Q(
        assignments__judge__panel__stage=stage,
        assignments__withdrawn_at=None,
        assignments__abstained_at=None,
    )
    return (
        judgeable(stage)
        .annotate(
            judges=Count("assignments", filter=mine),
            signed=Count(
                "assignments", filter=mine & Q(assignments__sheet__signed_at__isnull=False)
            ),
        )
        .order_by("judges", "sequence")
    )


@dataclass(frozen=True)
class Assignable:
    submission: Submission
    assignment: Assignment | None
    conflict: str


def assignable(judge: Judge) -> list[Assignable]:
    """Every entry up for judging, with what stands against giving it to this judge."""
    rows = judge.assignments.kept().select_related("sheet")
    given = {each.submission_id: each for each in rows}
    entries = list(coverage(judge.panel.stage))
    known = Conflicts([judge], entries)
    return [
        Assignable(entry, given.get(entry.pk), barrier(judge, entry, known)) for entry in entries
    ]


def barrier(judge: Judge, entry: Submission, known: Conflicts) -> str:
    """What keeps this judge from this entry, in words; empty when nothing does."""
    if not judge.is_serving:
        return _("%(judge)s sudah tidak bertugas.") % {"judge": judge.user}
    if not judge.takes(entry.category_id):
        return _("Kategori ini tidak termasuk tugas %(judge)s.") % {"judge": judge.user}
    if (judge.pk, entry.pk) in known.abstained:
        return _("%(judge)s abstain untuk usulan ini.") % {"judge": judge.user}
    return known.between(judge, entry).reason


@dataclass(frozen=True)
class Pair:
    """A judge and an entry that must not meet, or of which panitia said that they may."""

    judge: Judge
    submission: Submission
    reason: str
    row: Conflict | None

    @property
    def is_undecided(self) -> bool:
        """Waits for panitia: stated by the judge, or a mere likeness of names."""
        return self.row is not None and self.row.state == Conflict.State.DECLARED


def pairs_in_conflict(stage: Stage) -> list[Pair]:
    """What is found, stated and decided among the stage's judges and entries; undecided first."""
    judges, entries = serving_judges(stage), list(judgeable(stage))
    known = Conflicts(judges, entries)
    pairs = [
        Pair(judge, entry, known.between(judge, entry).reason, known.row(judge, entry))
        for entry in entries
        for judge in judges
    ]
    found = [pair for pair in pairs if pair.reason or pair.row]
    return sorted(found, key=lambda pair: not pair.is_undecided)


@dataclass(frozen=True)
class Covered:
    """An entry with its judges: how many score it, have signed, and could still be given to it."""

    submission: Submission
    judges: int
    signed: int
    barred: int
    available: int


def covered(stage: Stage) -> list[Covered]:
    """Every entry of the stage, least covered first; recusals are known to each count."""
    entries = list(coverage(stage))
    judges = serving_judges(stage)
    known = Conflicts(judges, entries)
    return [
        Covered(
            entry,
            entry.judges,
            entry.signed,
            barred := sum(bool(barrier(judge, entry, known)) for judge in judges),
            len(judges) - barred - entry.judges,
        )
        for entry in entries
    ]


def serving_judges(stage: Stage) -> list[Judge]:
    return list(
        Judge.objects.filter(panel__stage=stage, left_at=None)
        .select_related("user", "home_unit", "panel")
        .prefetch_related("categories")
        .order_by("pk")
    )
