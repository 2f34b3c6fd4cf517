"""The shared cache in Redis. Nothing that must be kept is in it, so a page never fails or waits because of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError, TimeoutError

log = structlog.get_logger(__name__)

# After a failure Redis is left alone this long (seconds): a hanging one slows down one request, not every one.
REST_SECONDS = 3.0


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

    def _try(self, ask: Callable[..., Any], otherwise: Any, *args: Any, **more: Any) -> Any:
        if time.monotonic() < ForgivingRedisCache._rests_until:
            return otherwise
        try:
            return ask(*args, **more)
        except (ConnectionError, TimeoutError) as error:
            ForgivingRedisCache._rests_until = time.monotonic() + REST_SECONDS
            log.warning("cache_unreachable", error=type(error).__name__)
            return otherwise
