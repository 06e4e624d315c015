from celery import shared_task
from django.utils import timezone

from inovasi.lib.work import ring
from notifications import workflow
from notifications.models import Message


@shared_task
def send(pk: int) -> None:
    workflow.deliver(pk, at=timezone.now())


@shared_task
def sweep() -> None:
    """Ring again for every letter that is due and was not picked up."""
    for pk in Message.objects.due(timezone.now()).values_list("pk", flat=True)[:500]:
        ring(workflow.SEND, pk)
