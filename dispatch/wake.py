"""Wakes workers. The one place that talks to the broker; a broker that is down costs little and loses nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from celery import current_app
from django.conf import settings
from django.db import connection
from kombu.pools import ProducerPool, producers

log = structlog.get_logger(__name__)

EMERGENCY_QUEUE = "emergency"
DELIVER = "dispatch.tasks.deliver"
# After a failed publish the broker is left alone this long (seconds), so that
# a dead one slows down one request and not every one of them.
BROKER_REST_SECONDS = 3.0
# A broker that takes connections and never answers may cost a citizen no more than this. Workers
# wait longer: for them a quiet broker is no sign of trouble.
PUBLISH_SECONDS = 0.4

_broker_rests_until = 0.0
_left_to_sweep: ContextVar[bool] = ContextVar("left_to_sweep", default=False)


@contextmanager
def leave_to_sweep() -> Iterator[None]:
    """Wake nobody from inside; the next sweep finds what is due. For loading very many at once.

    Wrap the transaction too, since workers are woken after it commits.
    """
    token = _left_to_sweep.set(True)
    try:
        yield
    finally:
        _left_to_sweep.reset(token)


def wake_workers(wakes: Sequence[tuple[int, str]]) -> None:
    """Tell workers of deliveries, given as (id, queue). Never raises.

    If the broker cannot be reached, emergencies are sent from a thread of this
    process; the sweep finds the others once the broker is back.
    """
    if _left_to_sweep.get():
        return
    for delivery_id, queue in wakes:
        if not _publish(DELIVER, [delivery_id], queue) and queue == EMERGENCY_QUEUE:
            _deliver_in_thread(delivery_id)


def wake_task(name: str, *, queue: str = "default") -> None:
    """Let a worker run a task of ours that looks for its own work. Never raises; beat asks for it anyway."""
    if not _left_to_sweep.get():
        _publish(name, [], queue)


def _publish(task: str, args: list[int], queue: str) -> bool:
    global _broker_rests_until
    if time.monotonic() < _broker_rests_until:
        return False
    try:
        with _find_producers().acquire(block=True) as producer:
            current_app.send_task(task, args=args, queue=queue, retry=False, producer=producer)
    except Exception as error:  # whatever a broker library raises, the report is filed
        _broker_rests_until = time.monotonic() + BROKER_REST_SECONDS
        log.warning("broker_unreachable", queue=queue, error=type(error).__name__)
        return False
    return True


def _find_producers() -> ProducerPool:
    patience = {"socket_timeout": PUBLISH_SECONDS} if settings.CELERY_BROKER_URL.startswith("redis") else {}
    return producers[current_app.connection_for_write(transport_options=patience)]


def _deliver_in_thread(delivery_id: int) -> None:
    def run() -> None:
        from dispatch.sending import deliver_chain

        try:
            deliver_chain(delivery_id)
        except Exception:
            # The row is still there, and the sweep will find it.
            log.exception("direct_delivery_broke", delivery_id=delivery_id)
        finally:
            connection.close()

    # Not a daemon: a web process that is asked to stop finishes what it began.
    threading.Thread(target=run, name=f"deliver-{delivery_id}").start()
