"""The history of a year's rules as its page shows it."""

from typing import Any

from oioi.models import DutyYear


def history(duty: DutyYear) -> list[dict[str, Any]]:
    """Who laid down, changed, copied; with what stood there before and after."""
    return [
        {
            "label": event.get_verb_display(),
            "actor": event.actor,
            "time": event.at,
            "note": "\n".join([*_changes(event.changes), event.note]).strip(),
        }
        for event in duty.events.select_related("actor")
    ]


def _changes(changes: dict[str, list[str]]) -> list[str]:
    """In the order of the form; JSON keeps none."""
    return [
        f"{str(field.verbose_name).capitalize()}: " + (f"{old} → {new}" if old else new)
        for field in DutyYear._meta.fields
        if field.name in changes
        for old, new in [changes[field.name]]
    ]
