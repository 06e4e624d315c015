import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from inovasi.lib.work import ring
from notifications import delivery, digests, workflow
from notifications.bounce_boxes import BoxError, mails_of
from notifications.bounces import read_all
from notifications.models import Message

logger = logging.getLogger(__name__)

RINGS = 4
"""Who answers one ring takes everything that is due; a few more, so that several help."""


@shared_task
def send(pk: int) -> None:
    delivery.deliver_all(pk, clock=timezone.now)


@shared_task
def sweep() -> None:
    """Ring again for letters that are due and were not picked up."""
    for pk in Message.objects.due(timezone.now()).values_list("pk", flat=True)[:RINGS]:
        ring(workflow.SEND, pk)


@shared_task
def send_digests() -> None:
    """Put together what waited for this morning; also what a day without workers left."""
    digests.put_together(at=timezone.now())


@shared_task
def read_bounces() -> None:
    """Write down which letters came back; a mailbox that is away is read by the next round."""
    if not settings.BOUNCE_MAILBOX:
        return
    try:
        read_all(mails_of(settings.BOUNCE_MAILBOX), at=timezone.now())
    except (BoxError, OSError) as error:
        logger.warning("bounces were not read: %s", error)
