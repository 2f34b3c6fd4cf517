"""Counters in the memory of this process: what limits use without Redis, or while it is down."""

from __future__ import annotations

import threading
import time

# Beyond this many keys those whose window has ended are dropped; a flood of addresses fills no memory.
SWEEP_AT = 20_000


class ProcessCounters:
    """Numbers that begin again at zero when their window ends. Safe for threads."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def count(self, key: str, seconds: float) -> tuple[int, float]:
        """Add one and return the number and the seconds until the window ends."""
        with self._lock:
            now = time.monotonic()
            number, ends = self._kept.get(key, (0, 0.0))
            if ends <= now:
                self._sweep(now)
                number, ends = 0, now + seconds
            self._kept[key] = (number + 1, ends)
            return number + 1, ends - now

    def uncount(self, key: str) -> None:
        """Take one away again, if there is one."""
        with self._lock:
            number, ends = self._kept.get(key, (0, 0.0))
            if number > 0:
                self._kept[key] = (number - 1, ends)

    def forget(self, key: str) -> None:
        """Begin again at zero."""
        with self._lock:
            self._kept.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def _sweep(self, now: float) -> None:
        if len(self._kept) < SWEEP_AT:
            return
        self._kept = {key: kept for key, kept in self._kept.items() if kept[1] > now}
        # All of them alive: the oldest go, for a process that stops answering protects nobody.
        for key in list(self._kept)[: max(len(self._kept) - SWEEP_AT + 1, 0)]:
            del self._kept[key]
