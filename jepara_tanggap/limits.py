"""How often one address, ticket or account may do something. The table below is all of it.

A window begins with the first try and is counted in Redis in one round trip, so the number allowed is
exact however many processes ask at once. In the embedded run, without Redis, the one process counts.
JT_LIMITS changes numbers.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from enum import Enum

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from jepara_tanggap.counters import ProcessCounters

KEY_PREFIX = "limits"
MINUTE, HOUR, DAY = 60, 3600, 86400


class CacheDown(Enum):
    """What holds while Redis cannot be reached."""

    # Each process counts its share of the limit: together never more than the limit itself.
    COUNT_HERE = "count here"
    ALLOW = "allow"


@dataclass(frozen=True)
class Limit:
    """At most `most` tries by one `key` in `seconds`."""

    name: str
    most: int
    seconds: int
    key: str
    cache_down: CacheDown


@dataclass(frozen=True)
class Verdict:
    """Whether one more is allowed; `wait` is the seconds until the window ends."""

    allowed: bool
    wait: int = 0


class LimitReached(Exception):
    """Too often; answered with 429. `wait` is in seconds."""

    def __init__(self, limit: Limit, wait: int) -> None:
        super().__init__(limit.name)
        self.limit = limit
        self.wait = wait


# A whole village can stand behind one address, so these are generous; emergencies are never asked.
_TABLE = (
    Limit("filing_noisy", 30, 10 * MINUTE, "address", CacheDown.ALLOW),  # from here on, a proof of work
    Limit("filing", 300, 10 * MINUTE, "address", CacheDown.ALLOW),
    Limit("drafts", 600, 10 * MINUTE, "address", CacheDown.ALLOW),
    Limit("photos", 300, 10 * MINUTE, "address", CacheDown.ALLOW),
    Limit("reporter_writes", 60, 10 * MINUTE, "ticket", CacheDown.COUNT_HERE),
    # Only misses stay counted: a number nobody has, a PIN that is wrong.
    Limit("track_misses", 60, 10 * MINUTE, "address", CacheDown.COUNT_HERE),
    Limit("pin_tries", 5, 15 * MINUTE, "ticket", CacheDown.COUNT_HERE),
    Limit("pin_tries_day", 20, DAY, "ticket", CacheDown.COUNT_HERE),
    # Codes to a phone or an address: they cost money, and fill somebody's inbox.
    Limit("code_senders", 20, HOUR, "address", CacheDown.COUNT_HERE),
    Limit("contact_codes", 5, HOUR, "contact", CacheDown.COUNT_HERE),
    Limit("code_tries", 60, HOUR, "address", CacheDown.COUNT_HERE),
    # A crew's page and its taps; only links that are none of ours stay counted as misses.
    Limit("field_misses", 60, 10 * MINUTE, "address", CacheDown.COUNT_HERE),
    Limit("field_taps", 120, 10 * MINUTE, "ticket", CacheDown.COUNT_HERE),
    Limit("sign_in", 60, 10 * MINUTE, "address", CacheDown.COUNT_HERE),
    Limit("sign_in_account", 10, 15 * MINUTE, "account", CacheDown.COUNT_HERE),
    Limit("second_step", 5, 5 * MINUTE, "account", CacheDown.COUNT_HERE),
    Limit("callbacks", 6000, MINUTE, "address", CacheDown.ALLOW),
    # A hundred events in a second are no county's calls.
    Limit("exchange_events", 6000, MINUTE, "address", CacheDown.ALLOW),
)


def _apply_settings(table: tuple[Limit, ...], numbers: dict[str, tuple[int, int]]) -> dict[str, Limit]:
    limits = {limit.name: limit for limit in table}
    for name, (most, seconds) in numbers.items():
        if name not in limits:
            raise ImproperlyConfigured(f"Setting JT_LIMITS names no limit of ours: {name}. See .env.example.")
        limits[name] = replace(limits[name], most=most, seconds=seconds)
    return limits


LIMITS = _apply_settings(_TABLE, settings.LIMITS)
# Counts only while Redis is away.
_here = ProcessCounters()


def take(name: str, subject: str) -> Verdict:
    """Count one try and say whether it is allowed. `subject` is an address group, ticket number or account."""
    limit = LIMITS[name]
    key, most = _build_key(limit, subject), limit.most
    counted = cache.count(key, limit.seconds)  # type: ignore[attr-defined]
    if counted is None:
        if limit.cache_down is CacheDown.ALLOW:
            return Verdict(True)
        most = max(limit.most // settings.WEB_PROCESSES, 1)
        counted = _here.count(key, limit.seconds)
    number, left = counted
    return Verdict(number <= most, max(math.ceil(left), 1))


def require(name: str, subject: str) -> None:
    """Count one try. Raises LimitReached."""
    verdict = take(name, subject)
    if not verdict.allowed:
        raise LimitReached(LIMITS[name], verdict.wait)


def give_back(name: str, subject: str) -> None:
    """Uncount one try that turned out to be none, such as a right PIN."""
    key = _build_key(LIMITS[name], subject)
    cache.uncount(key)  # type: ignore[attr-defined]
    _here.uncount(key)


def forget(name: str, subject: str) -> None:
    """Begin again at zero."""
    key = _build_key(LIMITS[name], subject)
    cache.forget_count(key)  # type: ignore[attr-defined]
    _here.forget(key)


def _build_key(limit: Limit, subject: str) -> str:
    # Hashed: neither addresses nor account names lie about in Redis.
    digest = hashlib.blake2s(f"{limit.name}:{subject}".encode(), digest_size=16).hexdigest()
    return f"{KEY_PREFIX}:{digest}"
