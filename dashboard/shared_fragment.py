"""A live part of a page, made once a second however many people watch it.

Whoever comes first after a second makes it anew; those who come meanwhile wait a moment for it, and get the
last one if it takes longer.
A browser that shows it already is answered 304.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

FRESH_SECONDS = 1.0
# How long the last one is still better than nothing, should its maker be slow or dead.
KEPT_SECONDS = 15
BUILDING_SECONDS = 3
# Screens that ask at the same instant would otherwise be shown what is a whole round of questions old.
WAIT_SECONDS = 0.2
LOOK_EVERY = 0.01


@dataclass(frozen=True)
class Fragment:
    """HTML, its tag, and when it was made (seconds since the epoch)."""

    html: str
    etag: str
    made_at: float


def read_fragment(key: str, build: Callable[[], str], *, fresh_seconds: float = FRESH_SECONDS) -> Fragment:
    """Return the present fragment, building it at most once in `fresh_seconds` for all who ask."""
    last: Fragment | None = cache.get(key)
    if last is not None and time.time() - last.made_at < fresh_seconds:
        return last
    if not cache.add(f"{key}:building", 1, BUILDING_SECONDS) and last is not None:
        return _wait_for_newer(key, last)
    try:
        fragment = make_fragment(build())
        cache.set(key, fragment, KEPT_SECONDS)
    finally:
        cache.delete(f"{key}:building")
    return fragment


def _wait_for_newer(key: str, last: Fragment) -> Fragment:
    """Return what another request is making just now, or the last one if that takes too long."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        time.sleep(LOOK_EVERY)
        newer: Fragment | None = cache.get(key)
        if newer is not None and newer.made_at > last.made_at:
            return newer
    return last


def make_fragment(html: str) -> Fragment:
    """Return a fragment made now."""
    digest = hashlib.blake2b(html.encode(), digest_size=12).hexdigest()
    return Fragment(html, f'"{digest}"', time.time())


def answer_with(request: HttpRequest, fragment: Fragment) -> HttpResponse:
    """Return the fragment, or 304 to a browser that shows it already."""
    known = get_conditional_response(request, etag=fragment.etag)
    response = known if known is not None else HttpResponse(fragment.html)
    response["ETag"] = fragment.etag
    response["Cache-Control"] = "private, no-cache"
    return response
