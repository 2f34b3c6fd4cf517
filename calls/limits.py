"""Reads the limits of the call room; a change in the admin shows within half a minute."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache

from calls.models import ServiceLimit

CACHE_KEY = "calls.limits"
CACHE_SECONDS = 30
# What holds where a limit was taken out of the table.
FALLBACK = {
    "answer_seconds": 15,
    "alert_seconds": 60,
    "fire_arrival_minutes": 15,
    "desk_silent_seconds": 45,
    "prank_count": 3,
    "prank_hours": 24,
    "block_hours": 24,
}
_UNITS = {"seconds": "seconds", "minutes": "minutes", "hours": "hours"}


def read_limit(code: str) -> int:
    """Return the value of a limit in its own unit. Raises KeyError for a code nobody knows."""
    found = cache.get(CACHE_KEY)
    if found is None:
        found = dict(ServiceLimit.objects.values_list("code", "value"))
        cache.set(CACHE_KEY, found, CACHE_SECONDS)
    return int(found.get(code, FALLBACK[code]))


def read_span(code: str) -> timedelta:
    """Return a limit of time; the code's last word is its unit (answer_seconds, prank_hours)."""
    return timedelta(**{_UNITS[code.rpartition("_")[2]]: read_limit(code)})


def forget_limits() -> None:
    """Show changed limits at once in processes that share this cache."""
    cache.delete(CACHE_KEY)
