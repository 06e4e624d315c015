from django.db import migrations

from ledger.history import watch

TABLES = ("submission", "answer", "attachment", "evidence")
WORK = ("attempts", "lease", "lease_until", "next_try_at", "last_error")
"""What ticks while a worker makes a video playable."""


class Migration(migrations.Migration):
    dependencies = [("submissions", "0004_desk"), ("ledger", "0004_watching")]
    operations = [
        *[watch(f"submissions_{table}") for table in TABLES],
        watch("submissions_video", without=WORK),
    ]
