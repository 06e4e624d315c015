from celery import shared_task
from django.utils import timezone

from oioi import workflow


@shared_task
def remind() -> None:
    """Post the reminders that are due; also what a day without workers left undone."""
    workflow.remind(at=timezone.now())
