"""Letters about changes of opened rules: one function per letter."""

from typing import Any

from django.urls import reverse

from competitions.audiences import concerned, everyone
from competitions.models import Extension, RuleChange
from competitions.phases import PhaseKind
from notifications.workflow import post
from units.models import User


def phase_moved(change: RuleChange, kind: PhaseKind) -> None:
    post(
        "competitions/phase_moved",
        key=_key(change),
        recipients=_flat(concerned(change.edition, {kind})),
        context=_context(change),
        at=change.at,
    )


def extended(change: RuleChange, extension: Extension) -> None:
    people = User.objects.filter(memberships__unit=extension.unit, is_active=True).distinct()
    post(
        "competitions/extended",
        key=_key(change),
        recipients=people,
        context={**_context(change), "unit": extension.unit},
        at=change.at,
    )


def corrected(change: RuleChange) -> None:
    post(
        "competitions/corrected",
        key=_key(change),
        recipients=_flat(everyone(change.edition)),
        context=_context(change),
        at=change.at,
    )


def replaced(change: RuleChange) -> None:
    post(
        "competitions/replaced",
        key=_key(change),
        recipients=_flat(everyone(change.edition)),
        context=_context(change),
        at=change.at,
    )


def cancelled(change: RuleChange) -> None:
    post(
        "competitions/cancelled",
        key=_key(change),
        recipients=_flat(everyone(change.edition)),
        context=_context(change),
        at=change.at,
    )


def _context(change: RuleChange) -> dict[str, Any]:
    return {
        "change": change,
        "edition": change.edition,
        "path": reverse("rulebook", args=[change.edition.slug]),
    }


def _key(change: RuleChange) -> str:
    return f"rule-change:{change.pk}"


def _flat(groups: dict[str, list[User]]) -> list[User]:
    return [person for people in groups.values() for person in people]
