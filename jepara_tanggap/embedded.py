"""Celery inside the web process: one worker per queue, beat, and the clock of emergencies, each in a thread.

The memory broker lives in one process, so the workers must too. They are real
workers with the same tasks as in production; only signals, which belong to the
main thread, stay with the web server.
"""

from __future__ import annotations

import os
import threading

import structlog
from celery.beat import EmbeddedService
from celery.worker import WorkController, state

from jepara_tanggap.celery import QUEUES, app

log = structlog.get_logger(__name__)

# Threads per queue. SQLite writes one at a time anyway; these mostly wait for the network.
POOLS = {"emergency": 4, "wadul": 2, "default": 2}
START_SECONDS = 10.0
STOP_SECONDS = 5.0
CLOCK_THREADS = 2

_threads: list[threading.Thread] = []
_clock_stops = threading.Event()


def start() -> None:
    """Start a worker per queue, one after the other, then beat; return when all of them work.

    Raises RuntimeError if a worker does not come up within START_SECONDS.
    """
    # The web server has run the system checks already; three times more would only delay the start.
    os.environ["CELERY_SKIP_CHECKS"] = "1"
    for queue, size in POOLS.items():
        _start_worker(queue, size)
    beat = EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler)
    beat.start()
    _start_clock()
    # What the last run left open should not wait for the first tick.
    for queue in QUEUES:
        app.send_task("dispatch.tasks.sweep_deliveries", args=[queue], queue=queue)


def stop() -> None:
    """Stop taking tasks, and wait a little for those that run."""
    state.should_stop = 0
    _clock_stops.set()
    for thread in _threads:
        thread.join(STOP_SECONDS)


def _start_clock() -> None:
    """Let emergencies be raised and sent even if a worker's thread has broken."""
    from complaints.emergency_clock import keep_clock

    more = {"stop": _clock_stops, "threads": CLOCK_THREADS}
    thread = threading.Thread(target=keep_clock, kwargs=more, name="emergency-clock", daemon=True)
    thread.start()
    _threads.append(thread)


def _start_worker(queue: str, size: int) -> None:
    """Start a worker for one queue.

    Which queues a worker consumes is kept on the app, and read when its consumer
    starts: the next worker may only be made once this one is ready.
    """
    ready = threading.Event()
    worker = WorkController(
        app=app,
        hostname=f"{queue}@embedded",
        queues=[queue],
        pool_cls="threads",
        concurrency=size,
        without_mingle=True,
        without_gossip=True,
        without_heartbeat=True,
        ready_callback=lambda _consumer: ready.set(),
    )
    thread = threading.Thread(target=worker.start, name=f"celery-{queue}", daemon=True)
    thread.start()
    _threads.append(thread)
    if not ready.wait(START_SECONDS):
        raise RuntimeError(f"The worker for the queue {queue} did not start.")
