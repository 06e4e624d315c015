"""What the checks of later editions ask about awards."""

from collections.abc import Collection, Mapping

from django.db.models import Count

from judging.models import Award


def awards_of(innovations: Collection[int]) -> Mapping[int, int]:
    """How many awards each innovation has, by its id; those without one are left out."""
    rows = Award.objects.filter(innovation__in=innovations).order_by()
    return dict(rows.values_list("innovation").annotate(number=Count("pk")))
