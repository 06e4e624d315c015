"""The stages of an edition: which one runs, and whose entries stand in it."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from competitions.models import Edition, Stage
from judging.models import Place
from submissions.models import Submission


def current_stage(edition: Edition) -> Stage | None:
    """The first stage that has not ended; the last one ends with the publication."""
    return edition.stages.filter(shortlist=None).first()


def stages_until(stage: Stage | None) -> list[Stage]:
    """The stages of its edition in their order, up to and with this one."""
    if stage is None:
        return []
    stages = list(stage.edition.stages.prefetch_related("criteria"))
    return stages[: stages.index(stage) + 1]


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
    earlier = Q(order__lt=stage.order) | Q(order=stage.order, pk__lt=stage.pk)
    before = Stage.objects.filter(earlier, edition=stage.edition_id).order_by("-order", "-pk")
    went_on = Place.objects.filter(
        submission=OuterRef("pk"),
        goes_on=True,
        shortlist__stage=Subquery(before.values("pk")[:1]),
    )
    return entries.filter(~Exists(before) | Exists(went_on), edition=stage.edition_id)
