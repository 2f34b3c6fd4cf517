"""Where people are signed in: begun at sign-in, seen to the minute, ended by hand or by idleness."""

from __future__ import annotations

import time
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.clients import StaffRequest, find_address, find_agent
from accounts.live_pass import withdraw_passes
from accounts.models import StaffSession, User
from accounts.roles import Right

SEEN_KEY = "seen_at"
BEGAN_KEY = "began_at"
# Seconds. A person is noted as seen once in this time, not at every request.
NOTE_EVERY = 60.0


def idle_seconds(user: User) -> int:
    """Return after how long without a request this person is signed out; the call desk has longer."""
    minutes = settings.IDLE_MINUTES_CALL_DESK if user.may(Right.TAKE_CALLS) else settings.IDLE_MINUTES
    return minutes * 60


def is_idle(request: StaffRequest) -> bool:
    """Whether the last sign of the person in this session is too long ago."""
    seen = request.session.get(SEEN_KEY)
    return isinstance(seen, float) and time.time() - seen > idle_seconds(request.user)


def is_over(request: StaffRequest) -> bool:
    """Whether this session has lasted as long as one may, however busy the person is (JT_SESSION_HOURS)."""
    began = request.session.get(BEGAN_KEY)
    return isinstance(began, float) and time.time() - began > settings.SESSION_HOURS * 3600


def note_seen(request: StaffRequest) -> None:
    """Note that the person is here, at most once in NOTE_EVERY seconds.

    A page that keeps itself up to date is no sign of a person, so htmx's own readings do not count.
    """
    if request.method == "GET" and request.headers.get("HX-Request"):
        return
    keep_alive(request)


def keep_alive(request: StaffRequest) -> None:
    """Note that this session is in use, at most once in NOTE_EVERY seconds."""
    seen = request.session.get(SEEN_KEY)
    if isinstance(seen, float) and time.time() - seen < NOTE_EVERY:
        return
    stamp(request)
    now = timezone.now()
    User.objects.filter(pk=request.user.pk).update(last_seen=now)
    sessions = StaffSession.objects.filter(session_key=request.session.session_key)
    sessions.update(last_seen_at=now, address=find_address(request))


def stamp(request: HttpRequest) -> None:
    """Write the present moment into the session; the first one is when it began."""
    request.session[SEEN_KEY] = time.time()
    request.session.setdefault(BEGAN_KEY, request.session[SEEN_KEY])


def begin_session(request: HttpRequest, user: User) -> None:
    """Note a new sign-in. The session must have its final key."""
    if not request.session.session_key:
        request.session.save()
    stamp(request)
    now = timezone.now()
    facts = {"user": user, "address": find_address(request), "agent": find_agent(request), "began_at": now}
    StaffSession.objects.update_or_create(
        session_key=request.session.session_key, defaults={**facts, "last_seen_at": now}
    )
    User.objects.filter(pk=user.pk).update(last_seen=now)


def list_sessions(user: User) -> list[StaffSession]:
    """Return where this person is signed in, the latest first; what has run out is cleared away."""
    rows = list(StaffSession.objects.filter(user=user))
    alive = set(
        _store_model()
        .objects.filter(pk__in=[row.session_key for row in rows], expire_date__gt=timezone.now())
        .values_list("pk", flat=True)
    )
    StaffSession.objects.filter(pk__in=[row.pk for row in rows if row.session_key not in alive]).delete()
    return [row for row in rows if row.session_key in alive]


def end_session(session: StaffSession) -> None:
    """Sign out that browser: its next request is a stranger's."""
    _engine().SessionStore(session.session_key).delete()
    session.delete()
    withdraw_passes(session.user_id)


def end_all_sessions(user: User, *, but: str | None = None) -> int:
    """Sign this person out everywhere, but for the session with the key `but`; returns how many ended."""
    rows = list(StaffSession.objects.filter(user=user).exclude(session_key=but or ""))
    for row in rows:
        end_session(row)
    return len(rows)


def forget_ended_sessions() -> int:
    """Forget where people were signed in once that is over: addresses and browsers too. Returns how many."""
    _engine().SessionStore.clear_expired()
    alive = _store_model().objects.filter(expire_date__gt=timezone.now()).values("session_key")
    ended, _ = StaffSession.objects.exclude(session_key__in=alive).delete()
    return ended


def _engine():
    return import_module(settings.SESSION_ENGINE)


def _store_model():
    return _engine().SessionStore.get_model_class()
