"""Letters about units and people: one function per letter."""

from datetime import datetime

from django.urls import reverse

from notifications.workflow import post_to_address
from units.models import Invitation


def invited(invitation: Invitation, token: str, *, at: datetime) -> None:
    post_to_address(
        "units/invited",
        key=f"invited:{invitation.pk}:{invitation.sent_times}",
        address=invitation.email,
        context={"invitation": invitation, "path": reverse("invitation", args=[token])},
        at=at,
    )
