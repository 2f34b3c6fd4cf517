"""Reads the limits of the call room; a change in the admin shows within half a minute."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache

from calls.models import ServiceLimit

CACHE_KEY = "calls.limits.shares"
CACHE_SECONDS = 30
# What holds where a limit was taken out of the table.
FALLBACK = {
    "answer_seconds": 15,
    "alert_seconds": 60,
    "fire_arrival_minutes": 15,
    "desk_silent_seconds": 45,
    "ringing_minutes": 30,
    "prank_count": 3,
    "prank_hours": 24,
    "block_hours": 24,
}
_UNITS = {"seconds": "seconds", "minutes": "minutes", "hours": "hours"}


def read_limit(code: str) -> int:
    """Return the value of a limit in its own unit. Raises KeyError for a code nobody knows."""
    fallback = (FALLBACK[code], None)
    return _read_all().get(code, fallback)[0]


def read_share(code: str) -> int | None:
    """Return the percentage of cases that should hold a limit; None where all should."""
    return _read_all().get(code, (None, None))[1]


def read_span(code: str) -> timedelta:
    """Return a limit of time; the code's last word is its unit (answer_seconds, prank_hours)."""
    return timedelta(**{_UNITS[code.rpartition("_")[2]]: read_limit(code)})


def forget_limits() -> None:
    """Show changed limits at once in processes that share this cache."""
    cache.delete(CACHE_KEY)


def _read_all() -> dict[str, tuple[int, int | None]]:
    found = cache.get(CACHE_KEY)
    if found is None:
        rows = ServiceLimit.objects.values_list("code", "value", "share")
        found = {code: (value, share) for code, value, share in rows}
        cache.set(CACHE_KEY, found, CACHE_SECONDS)
    return found
