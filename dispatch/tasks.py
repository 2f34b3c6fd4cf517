"""Celery tasks: thin, and safe to run twice. The Delivery row decides what happens."""

from __future__ import annotations

import structlog
from celery import shared_task

from dispatch import outbox
from dispatch.alert_drills import start_weekly_drill
from dispatch.sending import deliver_chain
from dispatch.wake import wake_workers

log = structlog.get_logger(__name__)

SWEEP_LIMIT = 500


@shared_task
def deliver(delivery_id: int) -> None:
    """Send one delivery, and those that waited behind it."""
    deliver_chain(delivery_id)


@shared_task
def sweep_deliveries(queue: str) -> int:
    """Wake workers of one queue for all that is due: retries, run-out leases, and what a dead broker never told.

    Each queue's sweep is the work of that queue's own workers, so that a flood in one delays no other's retries.
    """
    due = outbox.find_due(queue=queue, limit=SWEEP_LIMIT)
    wake_workers(due)
    return len(due)


@shared_task
def drill_alert_chain() -> bool:
    """Begin the weekly test of all contacts when its time has come."""
    return start_weekly_drill() is not None
