from celery import shared_task
from django.utils import timezone

from downloads import making, workflow
from downloads.models import Order
from inovasi.lib.work import ring


@shared_task
def make(pk: int) -> None:
    making.make(pk, clock=timezone.now)


@shared_task
def sweep() -> None:
    """Ring again for every order that is due, and tell of files that nobody took."""
    at = timezone.now()
    for pk in Order.objects.due(at).order_by("next_try_at").values_list("pk", flat=True)[:100]:
        ring(workflow.MAKE, pk)
    workflow.tell(at)


@shared_task
def clear() -> None:
    """Remove made files whose time has run out, and orders of long ago."""
    at = timezone.now()
    workflow.clear(at)
    workflow.forget(at)
