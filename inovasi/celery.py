"""The Celery application: a doorbell in front of the database, never the truth itself.

Every task carries an id and may run twice; rows hold state, attempts and leases.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inovasi.settings")

app = Celery("inovasi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
