"""The clock of emergencies: raises and sends what is due straight from the database, with nothing between.

It needs neither the broker nor a worker, so an alarm is raised while both are away. Workers and beat do the
same work beside it; a round and a delivery are each taken by one compare-and-set, so any number of clocks
may run.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from django.db import DatabaseError, close_old_connections

from complaints.escalation import escalate_due
from dispatch import outbox
from dispatch.direct import DirectSender
from dispatch.wake import EMERGENCY_QUEUE, leave_to_sweep

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
# For so long what is due is left to the workers, who are quicker while they live.
OVERDUE_SECONDS = 1.0
# An alarm waits no longer than this between two tries, whatever was written when the last one failed.
MOST_SECONDS_BETWEEN_TRIES = 60.0


# What is looked at with every tick. Rooms above this one add their own, such as whether crews are well.
_DUTIES: list[Callable[[], int]] = [escalate_due]


def register_duty(look: Callable[[], int]) -> None:
    """Call `look` with every tick: quick, safe to run twice, and quiet when nothing is due."""
    _DUTIES.append(look)


def keep_clock(*, stop: threading.Event, threads: int) -> None:
    """Tick until `stop` is set, then finish what is being sent. Never raises for what a tick meets."""
    sender = DirectSender(queue=EMERGENCY_QUEUE, threads=threads)
    try:
        while not stop.wait(EVERY_SECONDS):
            _tick_safely(sender)
    finally:
        sender.close()


def tick(sender: DirectSender) -> None:
    """Raise what is due, mend times that a wrong clock wrote, and begin to send. Raises DatabaseError."""
    with leave_to_sweep():
        for look in _DUTIES:
            look()
    outbox.bring_back(queue=EMERGENCY_QUEUE, seconds=MOST_SECONDS_BETWEEN_TRIES)
    sender.send_due(overdue_seconds=OVERDUE_SECONDS)


def _tick_safely(sender: DirectSender) -> None:
    try:
        # A connection that broke is opened anew.
        close_old_connections()
        tick(sender)
    except DatabaseError as error:
        log.warning("emergency_clock_waits", error=type(error).__name__)
    except Exception:
        log.exception("emergency_clock_broke")
