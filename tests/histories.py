"""Whose history of fields the doors are tried with."""

from django.urls import reverse

from tests.things import Target, Thing
from tests.world import Side


def field_history(name: str, label: str, side: Side) -> list[Target]:
    """Of entries and an innovation, which have a unit, and of what is panitia's alone."""
    entries = [
        Target(
            name,
            reverse(name, args=["usulan", entry.pk]),
            Thing(
                f"{label} {state}",
                side.unit,
                is_handed_in=state != "draft",
                guest=side.guest if state == "draft" else None,
            ),
        )
        for state, entry in side.entries.items()
    ]
    own = {
        "inovasi": (side.innovation.pk, side.unit),
        "unit": (side.unit.pk, None),
        "orang": (side.person.pk, None),
        "edisi": (side.entries["draft"].edition_id, None),
        "tim-penilai": (side.assignment.judge.panel_id, None),
        "penugasan": (side.assignment.pk, None),
        "bimtek": (side.participant.workshop_id, None),
        "hasil": (side.entries["draft"].edition_id, None),
    }
    others = [
        Target(name, reverse(name, args=[kind, pk]), Thing(f"{label} {kind}", unit))
        for kind, (pk, unit) in own.items()
    ]
    return [*entries, *others]
