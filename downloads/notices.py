"""Letters about orders: one function per letter."""

from datetime import datetime

from django.urls import reverse

from downloads.models import Order
from notifications.workflow import post


def ready(order: Order, title: str, *, at: datetime) -> None:
    """To who ordered a file and left before it was there."""
    post(
        "downloads/ready",
        key=f"unduhan:{order.pk}",
        recipients=[order.person],
        context={
            "title": title,
            "until": order.expires_at,
            "path": reverse("order", args=[order.pk]),
        },
        at=at,
    )
