from celery import shared_task
from django.utils import timezone

from judging import reminders
from judging.workflow.publishing import due, settle


@shared_task
def settle_due() -> None:
    """Draw the consequences of results whose minute has come."""
    at = timezone.now()
    for publication in due(at):
        settle(publication, at=at)


@shared_task
def remind() -> None:
    """Call unsigned sheets to mind before the judging ends; each step once."""
    reminders.remind(at=timezone.now())
