from celery import shared_task
from django.utils import timezone

from judging import reminders


@shared_task
def remind() -> None:
    """Call unsigned sheets to mind before the judging ends; each step once."""
    reminders.remind(at=timezone.now())
