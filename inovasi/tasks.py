from celery import shared_task
from django.utils import timezone

from inovasi import oversight


@shared_task
def tell_witnesses() -> None:
    oversight.tell_witnesses(timezone.now())


@shared_task
def look_round() -> None:
    oversight.look_round(timezone.now())
