"""One letter a day for those who want it so."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from inovasi.lib.work import WorkState
from notifications.models import Message
from notifications.quiet import quiet_until
from notifications.workflow import post


def put_together(*, at: datetime) -> int:
    """A letter to each person whose digest is due, with all that waited; how many.

    Two schedulers make one: whoever comes second finds nothing that waits. None in the quiet hours.
    """
    if quiet_until(at):
        return 0
    due = Message.objects.filter(
        waits_for_digest=True, state=WorkState.WAITING, next_try_at__lte=at
    )
    people = get_user_model().objects.filter(pk__in=due.values("recipient"), is_active=True)
    return sum(_for_one(person.pk, at) for person in people)


@transaction.atomic
def _for_one(person: int, at: datetime) -> bool:
    waiting = list(
        Message.objects.select_for_update()
        .filter(
            recipient=person,
            waits_for_digest=True,
            state=WorkState.WAITING,
            next_try_at__lte=at,
        )
        .order_by("created_at", "pk")
    )
    if not waiting:
        return False
    (digest,) = post(
        "notifications/digest",
        key=f"digest:{waiting[-1].pk}",
        recipients=get_user_model().objects.filter(pk=person),
        context={"letters": waiting, "path": reverse("letters")},
        at=at,
    )
    Message.objects.filter(pk__in=[letter.pk for letter in waiting]).update(
        state=WorkState.DONE, digest=digest
    )
    return True
