"""Wrong PINs are counted per ticket, so that six digits cannot be tried through."""

from __future__ import annotations

from django.core.cache import cache

MOST_TRIES = 5
LOCK_SECONDS = 15 * 60


def is_locked(*, number: str) -> bool:
    """Tell whether this ticket's PIN was mistyped too often in the last 15 minutes."""
    return (cache.get(_key(number)) or 0) >= MOST_TRIES


def note_wrong_pin(*, number: str) -> None:
    """Count one wrong try; the 15 minutes run from the first."""
    if not cache.add(_key(number), 1, LOCK_SECONDS):
        try:
            cache.incr(_key(number))
        except ValueError:  # it ran out in between
            cache.set(_key(number), 1, LOCK_SECONDS)


def forget_wrong_pins(*, number: str) -> None:
    """Start again at zero after the right PIN."""
    cache.delete(_key(number))


def _key(number: str) -> str:
    return f"complaints.pin-tries:{number}"
