"""The faults the stand-in can be told to show, each a number of times, by chance, or until turned off."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from typing import Any

FAULTS: dict[str, str] = {
    "down": "Putus tanpa menjawab",
    "error_500": "Menjawab 500",
    "rate_429": "Menjawab 429 dengan Retry-After",
    "slow": "Menjawab lambat",
    "lose_reply": "Menerima, lalu putus sebelum menjawab",
    "duplicate_callbacks": "Kabar balik dikirim dua kali",
    "out_of_order_callbacks": "Kabar balik tidak urut",
    "wrong_signature": "Kabar balik bertanda tangan salah",
    "malformed_body": "Kabar balik berisi rusak",
    "lose_callbacks": "Kabar balik tidak pernah dikirim",
}
DEFAULT_SECONDS = 2.0
DEFAULT_RETRY_AFTER = 2
MAX_SECONDS = 600.0


@dataclass
class Fault:
    """One fault that is on. `left` None means no end; `seconds` is for slow, `retry_after` for 429."""

    left: int | None = None
    probability: float = 1.0
    seconds: float = DEFAULT_SECONDS
    retry_after: int = DEFAULT_RETRY_AFTER


class Faults:
    """The switchboard; safe to use from every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._on: dict[str, Fault] = {}
        self._fired: dict[str, int] = dict.fromkeys(FAULTS, 0)

    def configure(self, wanted: dict[str, Any]) -> None:
        """Change the named faults, all or none; `{"clear": true}` turns the rest off first.

        A value is false, true (until turned off), a count, or {count, probability, seconds, retry_after}.
        Raises ValueError for a name or value that makes no sense.
        """
        changes = {name: _read_fault(name, value) for name, value in wanted.items() if name != "clear"}
        with self._lock:
            if wanted.get("clear"):
                self._on.clear()
                self._fired = dict.fromkeys(FAULTS, 0)
            for name, fault in changes.items():
                self._on.pop(name, None)
                if fault is not None:
                    self._on[name] = fault

    def fire(self, name: str) -> Fault | None:
        """Return the fault if it strikes now, and count it."""
        with self._lock:
            fault = self._on.get(name)
            if fault is None or random.random() >= fault.probability:
                return None
            self._fired[name] += 1
            if fault.left is not None:
                fault.left -= 1
                if fault.left <= 0:
                    del self._on[name]
            return fault

    def describe(self) -> dict[str, dict[str, Any]]:
        """Return every fault: whether it is on, how often it will still strike, how often it has."""
        with self._lock:
            return {name: self._describe_one(name) for name in FAULTS}

    def _describe_one(self, name: str) -> dict[str, Any]:
        fault = self._on.get(name)
        state: dict[str, Any] = {"on": fault is not None, "fired": self._fired[name]}
        if fault is not None:
            state |= {"count": fault.left, "probability": fault.probability}
            state |= {"seconds": fault.seconds} if name == "slow" else {}
            state |= {"retry_after": fault.retry_after} if name == "rate_429" else {}
        return state


def _read_fault(name: str, value: Any) -> Fault | None:
    if name not in FAULTS:
        raise ValueError(f"Gangguan “{name}” tidak dikenal.")
    if value is None or value is False or (value == 0 and not isinstance(value, dict)):
        return None
    if value is True:
        return Fault()
    if isinstance(value, int):
        value = {"count": value}
    if not isinstance(value, dict) or set(value) - {"count", "probability", "seconds", "retry_after"}:
        raise ValueError(f"Nilai untuk “{name}” tidak dikenal.")
    return _read_fault_fields(name, value)


def _read_fault_fields(name: str, value: dict[str, Any]) -> Fault:
    count = value.get("count")
    fault = Fault(
        left=None if count is None else int(count),
        probability=float(value.get("probability", 1.0)),
        seconds=float(value.get("seconds", DEFAULT_SECONDS)),
        retry_after=int(value.get("retry_after", DEFAULT_RETRY_AFTER)),
    )
    sensible = (fault.left is None or fault.left > 0) and 0 < fault.probability <= 1
    if not sensible or not 0 <= fault.seconds <= MAX_SECONDS or not 0 <= fault.retry_after <= MAX_SECONDS:
        raise ValueError(f"Nilai untuk “{name}” di luar batas.")
    return fault
