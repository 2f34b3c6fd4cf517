"""A session that is for the wallboard alone: it opens nothing else, and lives as long as the wall asks.

Nobody sits before a television to sign in once a shift. It is a session of a person like any other: listed among
where they are signed in, ended there, and over with their account, their role or their password.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.audit import record_staff_change
from accounts.clients import StaffRequest, find_address
from accounts.live_pass import withdraw_passes
from accounts.models import StaffSession
from accounts.sessions import keep_alive

WALL_KEY = "for_wall"


def keep_for_wall(request: StaffRequest) -> None:
    """Give this browser's session to the wall: it has a new key, and every other page is closed to it."""
    before, user = request.session.session_key, request.user
    request.session[WALL_KEY] = True
    # What this browser was let into a moment ago went by the old key.
    request.session.cycle_key()
    StaffSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
    withdraw_passes(user.pk)
    record_staff_change(by=user, person_id=user.pk, address=find_address(request), what="session_for_wall")


def is_for_wall(request: HttpRequest) -> bool:
    """Tell whether this session is the wall's."""
    return bool(request.session.get(WALL_KEY))


def follow_wall(request: StaffRequest) -> None:
    """Keep the session alive on the wall's own addresses; on any other there is nobody signed in."""
    if request.path.startswith(settings.WALL_PATH):
        keep_alive(request)
    else:
        request.user = AnonymousUser()  # type: ignore[assignment]


def give_back(request: HttpRequest) -> None:
    """Whoever signs in in front of the wall has a session of their own again."""
    request.session.pop(WALL_KEY, None)
