"""The Celery application: a doorbell in front of the database, never the truth itself.

Every task carries an id and may run twice; rows hold state, attempts and leases.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inovasi.settings")

app = Celery("inovasi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def sweep_at_start(**_: Any) -> None:
    """Makes up at once for what was not rung for while no worker was there."""
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"])
