"""Sends what is due without the broker, from threads of this process.

The workers do the same through the broker; a delivery is taken by one
compare-and-set, so that whoever comes second finds it taken.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog
from django.db import close_old_connections

from dispatch import outbox
from dispatch.sending import deliver_chain
from jepara_tanggap.clock import name_now

log = structlog.get_logger(__name__)

# Looked for at once; what is beyond waits for the next look.
LIMIT = 100


class DirectSender:
    """A few threads that send for one queue. Call `close` at the end."""

    def __init__(self, *, queue: str, threads: int) -> None:
        self._queue = queue
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=f"direct-{queue}")
        self._under_way: set[int] = set()
        self._lock = threading.Lock()

    def send_due(self, *, overdue_seconds: float) -> int:
        """Begin to send what has been due for so long, and return how many that are; waits for none of them."""
        due = outbox.find_due(queue=self._queue, limit=LIMIT, now=name_now() - timedelta(seconds=overdue_seconds))
        with self._lock:
            fresh = [delivery_id for delivery_id, _ in due if delivery_id not in self._under_way]
            self._under_way.update(fresh)
        for delivery_id in fresh:
            self._pool.submit(self._send, delivery_id)
        return len(fresh)

    def close(self) -> None:
        """Finish what has begun; the rest stays in its rows."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _send(self, delivery_id: int) -> None:
        try:
            close_old_connections()
            deliver_chain(delivery_id)
        except Exception:
            # The row is still there, and the next look finds it.
            log.exception("direct_delivery_broke", delivery_id=delivery_id)
        finally:
            close_old_connections()
            with self._lock:
                self._under_way.discard(delivery_id)
