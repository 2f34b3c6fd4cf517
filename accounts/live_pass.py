"""A pass for a live part of a page: a screen that asks every second is believed for a while without the database.

The full check (session, person, role, second factor) gives a session a pass for one address. While it lasts,
that session's htmx readings of that address are answered without asking again, so sixty open boards cost the
database what three do. A pass ends at once when the person is changed, signs out or is signed out; what
only time ends (idleness) ends up to PASS_SECONDS late. Without a cache there are no passes.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.clients import StaffRequest

PASS_SECONDS = 60
OPEN = (200, 304)

View = Callable[[StaffRequest], HttpResponse]


def live_part(check: Callable[[StaffRequest], None]) -> Callable[[View], View]:
    """Let a view that looks at nobody's person be read with a pass. `check` raises PermissionDenied.

    The view must not touch `request.user` or the session: with a pass they were never read.
    """

    def decorate(view: View) -> View:
        @login_required
        def look_fully(request: StaffRequest) -> HttpResponse:
            check(request)
            return view(request)

        @wraps(view)
        def answer(request: StaffRequest) -> HttpResponse:
            if getattr(request, "has_live_pass", False):
                return view(request)
            # Before anything is checked: a withdrawal that comes in between leaves the new pass worthless.
            generation = _read_generation(request.user.pk) if request.user.is_authenticated else ""
            response = look_fully(request)
            if response.status_code in OPEN and request.user.is_authenticated:
                ends_at = time.time() + PASS_SECONDS
                cache.set(_name_pass(request), (request.user.pk, generation, ends_at), PASS_SECONDS)
            return response

        return answer

    return decorate


def has_pass(request: HttpRequest) -> bool:
    """Tell whether this reading of a live part may go without the full check."""
    is_reading = request.method == "GET" and "HX-Request" in request.headers
    if not is_reading or not request.path.startswith(settings.STAFF_PATHS):
        return False
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    # The end stands in the pass as well: it must not hang on the clock of the machine the cache runs on.
    user_id, generation, ends_at = cache.get(_name_pass(request)) or (None, "", 0.0)
    return user_id is not None and time.time() < ends_at and generation == _read_generation(user_id)


def withdraw_passes(user_id: int) -> None:
    """End every pass of a person, once what is being changed is committed."""
    # Kept longer than any pass that was given before.
    transaction.on_commit(lambda: cache.set(_name_generation(user_id), uuid.uuid4().hex, 3 * PASS_SECONDS))


def _read_generation(user_id: int) -> str:
    return cache.get(_name_generation(user_id)) or ""


def _name_generation(user_id: int) -> str:
    return f"live-passes:{user_id}"


def _name_pass(request: HttpRequest) -> str:
    # Hashed: session keys do not lie about in Redis.
    whole = f"{request.COOKIES[settings.SESSION_COOKIE_NAME]} {request.path}"
    return f"live-pass:{hashlib.blake2s(whole.encode(), digest_size=16).hexdigest()}"
