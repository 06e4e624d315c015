from celery import shared_task
from django.utils import timezone

from inovasi.lib.work import ring
from submissions import attachments, processing, reminders, reports
from submissions.models import Video


@shared_task
def process_video(pk: int) -> None:
    processing.process_video(pk, at=timezone.now())


@shared_task
def sweep() -> None:
    """Ring again for every video that is due and was not picked up."""
    for pk in Video.objects.due(timezone.now()).values_list("pk", flat=True)[:100]:
        ring(attachments.PROCESS, pk)


@shared_task
def tell_unsent() -> None:
    """Tell panitia which units have complete drafts; the outbox takes a day's letter once."""
    reports.tell_unsent(timezone.now())


@shared_task
def remind() -> None:
    """Call drafts and repairs to mind before their dates; each step once."""
    reminders.remind(at=timezone.now())
