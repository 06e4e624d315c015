"""What beat rings for, and when."""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    "seal-ledger": {"task": "ledger.tasks.seal", "schedule": 30.0},
    "sweep-letters": {"task": "notifications.tasks.sweep", "schedule": 20.0},
    "sweep-videos": {"task": "submissions.tasks.sweep", "schedule": 15.0},
    "sweep-scans": {"task": "uploads.tasks.sweep_scans", "schedule": 60.0},
    "sweep-moves": {"task": "uploads.tasks.sweep_moves", "schedule": 60.0},
    "sweep-uploads": {"task": "uploads.tasks.sweep", "schedule": 3600.0},
    "take-inventory": {"task": "uploads.tasks.take_inventory", "schedule": crontab(hour=3)},
    "tell-unsent-drafts": {
        "task": "submissions.tasks.tell_unsent",
        "schedule": crontab(hour=7, minute=45),
    },
    "remind-of-entries": {
        "task": "submissions.tasks.remind",
        "schedule": crontab(hour=6, minute=40),
    },
    "remind-of-sheets": {"task": "judging.tasks.remind", "schedule": crontab(hour=6, minute=50)},
    "send-digests": {
        "task": "notifications.tasks.send_digests",
        "schedule": crontab(hour=7, minute=5),
    },
    "settle-results": {"task": "judging.tasks.settle_due", "schedule": 20.0},
    "tell-witnesses": {
        "task": "inovasi.tasks.tell_witnesses",
        "schedule": crontab(hour=20, minute=5),
    },
    "look-round": {"task": "inovasi.tasks.look_round", "schedule": crontab(hour=2, minute=15)},
    "remind-of-duty": {"task": "oioi.tasks.remind", "schedule": crontab(hour=7, minute=30)},
}
