"""What must always be true of units and their people."""

from collections.abc import Iterator

from units.models import Membership


def nobody_acts_for_a_merged_unit() -> Iterator[str]:
    """Members of a unit that was merged have moved to the unit that absorbed it."""
    left = Membership.objects.exclude(unit__merged_into=None).order_by("pk")
    for pk, code in left.values_list("pk", "unit__code"):
        yield f"{pk}: {code}"
