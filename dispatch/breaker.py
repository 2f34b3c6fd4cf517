"""A breaker per target: after a row of failures nothing is sent there but a probe now and then.

Closed: no row, or `open_until` empty. Open: `open_until` in the future. When it
has passed, the first to move it ahead sends the probe; the others wait on.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q

from dispatch.models import Delivery, TargetBreaker
from jepara_tanggap.clock import Moment, name_now

FAILURES_TO_OPEN = 5


def check(delivery_id: int) -> Moment | None:
    """Return until when this delivery's target is held, or None if it may be sent now."""
    row = _find_open_breaker(delivery_id)
    if row is None or row.open_until is None:
        return None
    if TargetBreaker.objects.filter(pk=row.pk, open_until__gt=name_now()).exists():
        return row.open_until
    probe_until = name_now() + _pause()
    is_probe = TargetBreaker.objects.filter(pk=row.pk, open_until=row.open_until).update(open_until=probe_until)
    return None if is_probe else probe_until


def record_success(*, channel: str, target: str, seconds: float) -> None:
    """Close the breaker, and let what was held go at once.

    An attempt that took `seconds` and began before the breaker opened says nothing: it was under way already.
    """
    begun = name_now() - timedelta(seconds=seconds)
    failing = TargetBreaker.objects.filter(channel=channel, target=target, failures__gt=0)
    since_opened = failing.filter(Q(opened_at=None) | Q(opened_at__lt=begun))
    if since_opened.update(failures=0, open_until=None, opened_at=None):
        _release_held(channel, target)


def record_failure(*, channel: str, target: str, retry_after: float | None = None) -> None:
    """Count a failure; the fifth in a row opens the breaker.

    `retry_after` (seconds) is the target's own word and opens it at once.
    """
    row, _ = TargetBreaker.objects.get_or_create(channel=channel, target=target)
    TargetBreaker.objects.filter(pk=row.pk).update(failures=F("failures") + 1)
    if retry_after:
        pause = timedelta(seconds=min(retry_after, 3600))
    elif row.failures + 1 >= FAILURES_TO_OPEN:
        pause = _pause()
    else:
        return
    now = name_now()
    TargetBreaker.objects.filter(pk=row.pk).update(open_until=now + pause, opened_at=now)


def _pause() -> timedelta:
    # Long enough to spare the workers, short enough that recovery is felt.
    return timedelta(seconds=min(15.0, settings.OUTBOX_BACKOFF_SECONDS * 2))


def _find_open_breaker(delivery_id: int) -> TargetBreaker | None:
    delivery = Delivery.objects.filter(pk=delivery_id).values("channel", "target").first()
    if delivery is None:
        return None
    return TargetBreaker.objects.filter(open_until__isnull=False, **delivery).first()


def _release_held(channel: str, target: str) -> None:
    # Those that had backed off far into the future come back too: the target lives.
    Delivery.objects.filter(channel=channel, target=target, state="pending").update(next_attempt_at=name_now())
