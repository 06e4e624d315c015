"""Letters about innovations: one function per letter."""

from datetime import datetime

from django.urls import reverse

from innovations.models import Innovation
from notifications.workflow import post
from units.models import User
from uploads.models import StoredFile


def file_infected(innovation: Innovation, file: StoredFile, *, at: datetime) -> None:
    """To everyone who acts for the unit: the scanner found a virus in `file`."""
    members = User.objects.filter(memberships__unit_id=innovation.unit_id, is_active=True)
    post(
        "innovations/file_infected",
        key=f"file-infected:{file.pk}",
        recipients=list(members.order_by("pk").distinct()),
        context={
            "innovation": innovation,
            "name": file.original_name,
            "sender": file.owner,
            "path": reverse("innovation", args=[innovation.pk]),
        },
        at=at,
    )
