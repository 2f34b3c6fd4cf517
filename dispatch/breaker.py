"""A breaker per target: after a row of failures nothing is sent there but a probe now and then.

Closed: no row, or `open_until` empty. Open: `open_until` in the future. When it
has passed, the first to move it ahead sends the probe; the others wait on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from dispatch.models import Delivery, TargetBreaker
from jepara_tanggap.clock import Moment, name_now

FAILURES_TO_OPEN = 5


@dataclass(frozen=True)
class Hold:
    """An open breaker: until when nothing is sent, and whether that time is over, so that a probe may go."""

    breaker: int
    until: datetime
    is_over: bool


def find_hold(delivery_id: int) -> Hold | None:
    """Return what holds this delivery's target, or None if it may be sent now."""
    delivery = Delivery.objects.filter(pk=delivery_id).values("channel", "target").first()
    if delivery is None:
        return None
    is_over = ExpressionWrapper(Q(open_until__lte=name_now()), output_field=BooleanField())
    row = TargetBreaker.objects.filter(open_until__isnull=False, **delivery).annotate(is_over=is_over).first()
    return Hold(row.pk, row.open_until, row.is_over) if row and row.open_until else None


def take_probe(hold: Hold) -> Moment | None:
    """Return None if the caller is the one who sends the probe, else until when to wait.

    Only for what is claimed already: a probe that is taken and not sent holds all others for nothing.
    """
    next_probe = name_now() + _pause()
    opened = TargetBreaker.objects.filter(pk=hold.breaker, open_until=hold.until)
    return None if opened.update(open_until=next_probe) else next_probe


def record_success(*, channel: str, target: str, seconds: float) -> None:
    """Close the breaker, and let what was held go at once.

    An attempt that took `seconds` and began before the breaker opened says nothing: it was under way already.
    """
    begun = name_now() - timedelta(seconds=seconds)
    failing = TargetBreaker.objects.filter(channel=channel, target=target)
    failing = failing.filter(Q(failures__gt=0) | Q(open_until__isnull=False))
    since_opened = failing.filter(Q(opened_at=None) | Q(opened_at__lt=begun))
    if since_opened.update(failures=0, open_until=None, opened_at=None):
        _release_held(channel, target)


def record_failure(*, channel: str, target: str, retry_after: float | None = None) -> None:
    """Count a failure; the fifth in a row opens the breaker.

    `retry_after` (seconds) is the target's own word and opens it at once.
    """
    TargetBreaker.objects.get_or_create(channel=channel, target=target)
    # Counted and opened in one statement: a success between two would leave it open with nothing counted.
    row, now = TargetBreaker.objects.filter(channel=channel, target=target), name_now()
    if retry_after:
        pause = timedelta(seconds=min(retry_after, 3600))
        row.update(failures=F("failures") + 1, open_until=now + pause, opened_at=now)
        return
    row.update(failures=F("failures") + 1)
    row.filter(failures__gte=FAILURES_TO_OPEN).update(open_until=now + _pause(), opened_at=now)


def _pause() -> timedelta:
    # Long enough to spare the workers, short enough that recovery is felt.
    return timedelta(seconds=min(15.0, settings.OUTBOX_BACKOFF_SECONDS * 2))


def _release_held(channel: str, target: str) -> None:
    # Those that had backed off far into the future come back too: the target lives.
    Delivery.objects.filter(channel=channel, target=target, state="pending").update(next_attempt_at=name_now())
