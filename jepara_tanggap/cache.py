"""The cache, in Redis or in this process. Nothing that must be kept is in it, so a page never fails or waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError, TimeoutError

from jepara_tanggap.counters import ProcessCounters

log = structlog.get_logger(__name__)

# After a failure Redis is left alone this long (seconds): a hanging one slows down one request, not every one.
REST_SECONDS = 3.0

# One round trip, so no try slips in between counting and giving the window its end (milliseconds).
_COUNT = """
local number = redis.call('INCR', KEYS[1])
if number == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {number, redis.call('PTTL', KEYS[1])}
"""
_UNCOUNT = """
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
"""


class ProcessCache(LocMemCache):
    """The cache of the embedded run, which is one process; it counts as Redis does."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        # Django makes one cache object per thread; what is counted belongs to all of them.
        self._counters = _COUNTERS

    def count(self, key: str, seconds: int) -> tuple[int, float] | None:
        """Add one and return the number and the seconds until the window ends."""
        return self._counters.count(key, seconds)

    def uncount(self, key: str) -> None:
        """Take one away again."""
        self._counters.uncount(key)

    def forget_count(self, key: str) -> None:
        """Begin again at zero."""
        self._counters.forget(key)

    def is_away(self) -> bool:
        """Never: it is in this process."""
        return False

    def clear(self) -> None:
        """Forget everything, counters included."""
        super().clear()
        self._counters.clear()


_COUNTERS = ProcessCounters()


class ForgivingRedisCache(RedisCache):
    """Finds nothing and keeps nothing while Redis cannot be reached."""

    _rests_until = 0.0

    def add(self, *args: Any, **more: Any) -> bool:
        return bool(self._try(super().add, False, *args, **more))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(super().get, default, key, default, version)

    def set(self, *args: Any, **more: Any) -> None:
        self._try(super().set, None, *args, **more)

    def touch(self, *args: Any, **more: Any) -> bool:
        return bool(self._try(super().touch, False, *args, **more))

    def delete(self, *args: Any, **more: Any) -> bool:
        return bool(self._try(super().delete, False, *args, **more))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        found = self._try(super().incr, None, key, delta, version)
        if found is None:
            # What Django says of a key that is not there.
            raise ValueError(f"Key {key!r} not found")
        return int(found)

    def count(self, key: str, seconds: int) -> tuple[int, float] | None:
        """Add one and return the number and the seconds until the window ends; None while Redis is away."""
        found = self._try(self._run_script, None, _COUNT, key, seconds * 1000)
        return (int(found[0]), int(found[1]) / 1000) if found else None

    def uncount(self, key: str) -> None:
        """Take one away again."""
        self._try(self._run_script, None, _UNCOUNT, key)

    def forget_count(self, key: str) -> None:
        """Begin again at zero."""
        self.delete(key)

    def is_away(self) -> bool:
        """Tell whether Redis cannot be asked now."""
        return not self._try(self._cache.get_client(None, write=True).ping, False)

    def _run_script(self, script: str, key: str, *values: int) -> Any:
        full_key = self.make_and_validate_key(key)
        return self._cache.get_client(full_key, write=True).eval(script, 1, full_key, *values)

    def _try(self, ask: Callable[..., Any], otherwise: Any, *args: Any, **more: Any) -> Any:
        if time.monotonic() < ForgivingRedisCache._rests_until:
            return otherwise
        try:
            return ask(*args, **more)
        except (ConnectionError, TimeoutError) as error:
            ForgivingRedisCache._rests_until = time.monotonic() + REST_SECONDS
            log.warning("cache_unreachable", error=type(error).__name__)
            return otherwise
