"""The Celery application: queues, and the clock of repeated work.

A Delivery row is the truth and a task only wakes a worker, so no schedule
needs to survive a restart and no result is kept.
"""

import os

import structlog
from celery import Celery
from celery.schedules import crontab
from celery.signals import task_postrun, task_prerun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")

QUEUES = ("emergency", "wadul", "default")

app = Celery("jepara_tanggap")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Fixed times rather than "every so long": beat keeps nothing, and would begin to count anew at every restart.
# Times are UTC; 18:30 is half past one at night in Jepara. A sweep that waited is overtaken by the next one.
app.conf.beat_schedule = {
    **{
        f"sweep-{queue}": {
            "task": "dispatch.tasks.sweep_deliveries",
            "schedule": 5.0,
            "args": (queue,),
            "options": {"queue": queue, "expires": 15},
        }
        for queue in QUEUES
    },
    # With the emergencies' own workers; late ones are overtaken too.
    "escalate": {
        "task": "complaints.tasks.escalate_emergencies",
        "schedule": 5.0,
        "options": {"queue": "emergency", "expires": 15},
    },
    # Crews that are out.
    "check-crews": {
        "task": "response.tasks.check_crews",
        "schedule": 15.0,
        "options": {"queue": "emergency", "expires": 30},
    },
    # A turn takes less than this; the lease keeps a second one out.
    "answer-together": {"task": "complaints.tasks.answer_together", "schedule": 5.0, "options": {"expires": 5}},
    "poll-wadul": {"task": "complaints.tasks.poll_wadul", "schedule": 60.0, "options": {"expires": 60}},
    "close-silent": {"task": "complaints.tasks.close_silent_complaints", "schedule": crontab(minute="7")},
    "reconcile-wadul": {"task": "complaints.tasks.reconcile_wadul", "schedule": crontab(minute="30", hour="18")},
    "verify-audit": {"task": "accounts.tasks.verify_audit_chain", "schedule": crontab(minute="10", hour="19")},
    "forget-sessions": {"task": "accounts.tasks.forget_ended_sessions", "schedule": crontab(minute="20", hour="19")},
    "clean-up": {"task": "complaints.tasks.clean_up", "schedule": crontab(minute="40", hour="19")},
    "settle-rings": {"task": "calls.tasks.settle_rings", "schedule": 60.0, "options": {"expires": 60}},
    "count-calls": {"task": "calls.tasks.count_calls", "schedule": 60.0, "options": {"expires": 60}},
    "data-requests": {"task": "complaints.tasks.carry_out_data_requests", "schedule": crontab(minute="22")},
    # Asked often, begun once a week: its day and hour are settings, in local time.
    "alert-drill": {"task": "dispatch.tasks.drill_alert_chain", "schedule": crontab(minute="*/10")},
    "purge-desk-drafts": {"task": "calls.tasks.purge_desk_drafts", "schedule": crontab(minute="38")},
    "purge-drafts": {"task": "complaints.tasks.purge_drafts", "schedule": crontab(minute="37")},
}


@worker_init.connect
def check_keys(**_: object) -> None:
    """Start no worker that could not read the rows, or would seal new ones with a foreign key."""
    from accounts.checks import stop_if_demo_accounts
    from jepara_tanggap.key_check import stop_unless_keys_fit

    stop_unless_keys_fit()
    stop_if_demo_accounts()


@task_prerun.connect
def name_task(task_id, task, **kwargs) -> None:
    """Let every log line of a task say which one it was, and nothing of what the thread did before."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id)


@task_postrun.connect
def forget_task(**kwargs) -> None:
    """Leave nothing to what the thread does next."""
    structlog.contextvars.clear_contextvars()
