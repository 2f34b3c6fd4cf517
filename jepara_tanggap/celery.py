"""The Celery application: queues, and the clock of repeated work.

A Delivery row is the truth and a task only wakes a worker, so no schedule
needs to survive a restart and no result is kept.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")

app = Celery("jepara_tanggap")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "sweep-deliveries": {"task": "dispatch.tasks.sweep_deliveries", "schedule": 5.0},
    "poll-wadul": {"task": "complaints.tasks.poll_wadul", "schedule": 60.0},
    "close-silent": {"task": "complaints.tasks.close_silent_complaints", "schedule": 3600.0},
    "reconcile-wadul": {"task": "complaints.tasks.reconcile_wadul", "schedule": 24 * 3600.0},
    "purge-drafts": {"task": "complaints.tasks.purge_drafts", "schedule": 3600.0},
}
