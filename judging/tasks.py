from celery import shared_task
from django.utils import timezone

from judging.workflow.publishing import due, settle


@shared_task
def settle_due() -> None:
    """Draw the consequences of results whose minute has come."""
    at = timezone.now()
    for publication in due(at):
        settle(publication, at=at)
