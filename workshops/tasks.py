from celery import shared_task
from django.utils import timezone

from workshops import reminders


@shared_task
def remind() -> None:
    """Post the reminders that are due; also what a day without workers left undone."""
    reminders.remind(at=timezone.now())
