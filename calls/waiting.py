"""Calls that wait for somebody: those that ring, those in hand, and those that are over and were never named.

A ring whose end the exchange never told does not ring for ever: after a while it becomes a call to be called back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from calls.choices import Callback, CallKind, Direction, Stage
from calls.limits import read_span
from calls.models import Call
from calls.tally import mark_hour

# Nobody speaks on a handset for longer than this: the exchange did not tell of the end.
SPOKEN_FOR = timedelta(hours=12)
MOST_AT_ONCE = 200

OPEN = Q(direction=Direction.IN, closed_at=None)
RINGING = OPEN & Q(taker=None, answered_at=None, ended_at=None)
TAKEN = OPEN & Q(taker__isnull=False)
_ON_HANDSET = OPEN & Q(taker=None, answered_at__isnull=False, ended_at=None)
_ENDED = OPEN & Q(taker=None, ended_at__isnull=False)


def spoken_now(now: datetime) -> Q:
    """Return what calls are being spoken are: in a desk's hands, or answered on a handset and not over."""
    return TAKEN | (_ON_HANDSET & Q(rang_at__gt=now - SPOKEN_FOR))


def unsorted_by(now: datetime) -> Q:
    """Return what calls are that are over, were in no desk's hands, and of which nobody has said what they were."""
    return _ENDED | (_ON_HANDSET & Q(rang_at__lte=now - SPOKEN_FOR))


def find_stage(call: Call, *, now: datetime) -> Stage:
    """Return where an open call stands; the same as the conditions above say."""
    if call.taker_id is not None:
        return Stage.TAKEN
    if call.ended_at is not None:
        return Stage.UNSORTED
    if call.answered_at is None:
        return Stage.RINGING
    return Stage.ON_HANDSET if call.rang_at > now - SPOKEN_FOR else Stage.UNSORTED


def settle_lost_rings(*, now: datetime | None = None, limit: int = MOST_AT_ONCE) -> int:
    """Make rings that began too long ago calls to be called back; returns how many. An answer told late undoes it."""
    now = now or timezone.now()
    lost = Call.objects.filter(RINGING, rang_at__lt=now - read_span("ringing_minutes"))
    settled = 0
    for key, rang_at in lost.order_by("rang_at").values_list("pk", "rang_at")[:limit]:
        with transaction.atomic():
            # Only while it still rings: a desk may take it at this instant.
            done = Call.objects.filter(RINGING, pk=key).update(
                kind=CallKind.ABANDONED, closed_at=now, callback=Callback.WAITING
            )
            if done:
                mark_hour(rang_at)
        settled += done
    return settled
