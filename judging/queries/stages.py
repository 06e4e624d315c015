"""The stages of an edition: which one runs, and whose entries stand in it."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from competitions.models import Edition, Stage
from judging.models import Override, Place
from submissions.models import Submission


def current_stage(edition: Edition) -> Stage | None:
    """The first stage that has not ended; the last one ends with the publication."""
    return edition.stages.filter(shortlist=None).first()


def stages_of(editions: QuerySet[Edition]) -> list[Stage]:
    """The stages in their order, with what their pages ask: edition, publication, how each ended,
    and whether the plenary decided anything (`is_overridden`).
    """
    decided = Override.objects.filter(submission__edition=OuterRef("edition"), revoked_at=None)
    rows = Stage.objects.filter(edition__in=editions).annotate(is_overridden=Exists(decided))
    return list(
        rows.select_related("edition__publication", "shortlist").prefetch_related("criteria")
    )


def reached(stages: Sequence[Stage]) -> list[Stage]:
    """Those that have ended, and the one that runs; `stages` come from `stages_of`."""
    ended = sum(getattr(each, "shortlist", None) is not None for each in stages)
    return list(stages[: ended + 1])


def stage_before(stage: Stage) -> Stage | None:
    return _neighbour(stage, -1)


def stage_after(stage: Stage) -> Stage | None:
    return _neighbour(stage, 1)


def _neighbour(stage: Stage, step: int) -> Stage | None:
    stages = list(stage.edition.stages.all())
    place = stages.index(stage) + step
    return stages[place] if 0 <= place < len(stages) else None


def standing_in(stage: Stage, entries: QuerySet[Submission]) -> QuerySet[Submission]:
    """Those of `entries` that came as far as this stage."""
    return entries.filter(came_to(stage), edition=stage.edition_id)


def came_to(stage: Stage) -> Q:
    """A condition on entries of the stage's edition: they came as far as this stage."""
    earlier = Q(order__lt=stage.order) | Q(order=stage.order, pk__lt=stage.pk)
    before = Stage.objects.filter(earlier, edition=stage.edition_id).order_by("-order", "-pk")
    went_on = Place.objects.filter(
        submission=OuterRef("pk"),
        goes_on=True,
        shortlist__stage=Subquery(before.values("pk")[:1]),
    )
    return ~Exists(before) | Exists(went_on)
