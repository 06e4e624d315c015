"""Awards of innovations, for the lower floors that ask by registration."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse

from innovations.models import Innovation
from judging.models import Award


def honours(innovation: Innovation) -> list[dict[str, Any]]:
    """Each award with its edition and the page of results, newest first."""
    awards = (
        Award.objects.standing()
        .filter(innovation=innovation)
        .select_related("result__publication__edition")
    )
    return [
        {
            "title": award.title,
            "edition": award.result.publication.edition,
            "at": award.awarded_at,
            "url": reverse("results", args=[award.result.publication.edition.slug]),
        }
        for award in awards
    ]


def awards_of(innovations: Collection[int]) -> Mapping[int, int]:
    """How many awards each innovation has, by its id; those without one are left out."""
    rows = Award.objects.standing().filter(innovation__in=innovations).order_by()
    return dict(rows.values_list("innovation").annotate(number=Count("pk")))
