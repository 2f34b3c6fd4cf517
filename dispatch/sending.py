"""One delivery from claim to result: what a worker does when it is woken."""

from __future__ import annotations

import random
import time

import structlog
from django.conf import settings

from dispatch import breaker, outbox
from dispatch.channels import find_channel
from dispatch.channels.base import Envelope, PermanentError, TransientError
from jepara_tanggap.encryption import CannotDecrypt

log = structlog.get_logger(__name__)

# A chain ends after this many, so that one long history does not hold a worker.
CHAIN_LIMIT = 50


def deliver_chain(delivery_id: int) -> int:
    """Send a delivery and then those that waited behind it. Returns how many arrived."""
    delivered = 0
    next_id: int | None = delivery_id
    while next_id is not None and delivered < CHAIN_LIMIT:
        envelope = deliver_one(next_id)
        if envelope is None:
            break
        delivered += 1
        next_id = outbox.find_successor(envelope)
    return delivered


def deliver_one(delivery_id: int) -> Envelope | None:
    """Claim one delivery, send it, and record what became of it.

    Returns the envelope if the other side has it now, else None. Never raises for
    what the other side does.
    """
    begun = time.monotonic()
    hold = breaker.find_hold(delivery_id)
    if hold is not None and not hold.is_over:
        outbox.postpone(delivery_id=delivery_id, until=hold.until)
        return None
    envelope = _claim(delivery_id)
    if envelope is None:
        return None
    if hold is not None and (wait_until := breaker.take_probe(hold)):
        outbox.give_back(envelope=envelope, until=wait_until)
        return None
    # Whatever is logged while it is sent tells which ticket it was about.
    with structlog.contextvars.bound_contextvars(
        delivery=envelope.id, ticket=envelope.subject.removeprefix("complaint:")
    ):
        return envelope if _send(envelope, begun) else None


def _claim(delivery_id: int) -> Envelope | None:
    try:
        return outbox.claim(delivery_id=delivery_id)
    except CannotDecrypt as error:
        outbox.record_unreadable(delivery_id=delivery_id, error=str(error))
        log.error("delivery_unreadable", delivery=delivery_id)
        return None


def _send(envelope: Envelope, begun: float) -> bool:
    try:
        receipt = find_channel(envelope.channel)(envelope)
    except PermanentError as error:
        outbox.record_failed(envelope=envelope, error=str(error))
        log.error("delivery_refused", delivery=envelope.id, channel=envelope.channel, attempt=envelope.attempts)
        return False
    except TransientError as error:
        _record_transient(envelope, error)
        return False
    except Exception as error:
        # A fault of ours in a channel: keep trying, and let somebody see it.
        log.exception("channel_broke", delivery=envelope.id, channel=envelope.channel)
        # Its words may hold what was sent, so the row tells its kind alone; the log has the rest.
        _record_transient(envelope, TransientError(f"Kesalahan sistem: {type(error).__name__}.", outcome_unknown=True))
        return False
    outbox.record_delivered(envelope=envelope, receipt=receipt)
    seconds = time.monotonic() - begun
    breaker.record_success(channel=envelope.channel, target=envelope.target, seconds=seconds)
    return True


def _record_transient(envelope: Envelope, error: TransientError) -> None:
    wait = choose_wait(attempts=envelope.attempts, retry_after=error.retry_after)
    outbox.record_retry(
        envelope=envelope,
        error=str(error),
        wait_seconds=wait,
        outcome_unknown=envelope.outcome_unknown or error.outcome_unknown,
    )
    breaker.record_failure(channel=envelope.channel, target=envelope.target, retry_after=error.retry_after)
    log.info("delivery_waits", delivery=envelope.id, channel=envelope.channel, wait=round(wait, 1))


def choose_wait(*, attempts: int, retry_after: float | None) -> float:
    """Return seconds until the next try: exponential, capped, jittered, never before Retry-After."""
    cap = settings.OUTBOX_BACKOFF_CAP_SECONDS
    base = min(cap, settings.OUTBOX_BACKOFF_SECONDS * 2 ** min(attempts - 1, 20))
    jittered = base * random.uniform(0.5, 1.0)
    return max(jittered, min(retry_after or 0.0, 24 * 3600))
