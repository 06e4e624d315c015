import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inovasi.settings")

application = get_wsgi_application()

# The whole portal is read in before the first request, and set aside for good. Else the collector
# waits for a quarter of a million new objects before it looks for cycles among the old ones, and
# requests are such cycles: they would keep 12 KiB each for thousands of pieces of an upload.
resolve("/")
gc.collect()
gc.freeze()
gc.collect()
