"""The names of villages and districts, which stand behind offices and name nobody ("Pak Lurah Bandengan")."""

from __future__ import annotations

import time
from functools import lru_cache

from complaints.place_search import list_villages

# A renamed village shows after this long at the latest.
KEPT_SECONDS = 3600


class _NoPlaces(Exception):
    """The reference data is not loaded yet, which is nothing to remember."""


def read_place_words() -> frozenset[str]:
    """Return every word of every place name, in lower case; one statement an hour at most."""
    try:
        return _read(int(time.monotonic() // KEPT_SECONDS))
    except _NoPlaces:
        return frozenset()


@lru_cache(maxsize=1)
def _read(hour: int) -> frozenset[str]:
    villages = list_villages()
    if not villages:
        raise _NoPlaces
    names = {village.name for village in villages} | {village.district.name for village in villages}
    return frozenset(word for name in names for word in name.casefold().split())
