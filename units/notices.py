"""Letters about units and people: one function per letter."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from notifications.workflow import post, post_to_address
from units.models import ROLE_WORDS, Invitation, Membership, PersonEvent, UnitEvent, User


def invited(invitation: Invitation, token: str, *, at: datetime) -> None:
    post_to_address(
        "units/invited",
        key=f"invited:{invitation.pk}:{invitation.sent_times}",
        address=invitation.email,
        context={"invitation": invitation, "path": reverse("invitation", args=[token])},
        at=at,
    )


def role_changed(membership: Membership, event: UnitEvent) -> None:
    post("units/role_changed", **_to_member(membership, event))


def membership_ended(membership: Membership, event: UnitEvent) -> None:
    post("units/membership_ended", **_to_member(membership, event))


def _to_member(membership: Membership, event: UnitEvent) -> dict[str, Any]:
    return {
        "key": f"member:{event.pk}",
        "recipients": [membership.user],
        "context": {"membership": membership, "event": event, "path": reverse("home")},
        "at": event.at,
    }


def factor_reset(event: PersonEvent) -> None:
    post(
        "units/factor_reset",
        key=f"factor-reset:{event.pk}",
        recipients=[event.person],
        context={"event": event, "path": reverse("mfa_index")},
        at=event.at,
    )


def role_given(person: User, role: str, *, by: User, at: datetime) -> None:
    post("units/role_given", **_of_role(person, role, by, at, "given"))


def role_taken(person: User, role: str, *, by: User, at: datetime) -> None:
    post("units/role_taken", **_of_role(person, role, by, at, "taken"))


def _of_role(person: User, role: str, by: User, at: datetime, what: str) -> dict[str, Any]:
    return {
        "key": f"role-{what}:{person.pk}:{role}:{at.timestamp()}",
        "recipients": [person],
        "context": {"role": ROLE_WORDS[role], "by": by, "at": at, "path": reverse("home")},
        "at": at,
    }
