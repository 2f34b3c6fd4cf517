"""The outbox: messages written with what they tell of, delivered until the other side has them.

Life of a row:

    pending ──claim──► sending ──► delivered
       ▲                  │ transient: back to pending, later
       └──────────────────┤ permanent: failed, until a person resends or skips it
                          │ lease ran out (a dead process): claimable again

A claim is one compare-and-set UPDATE, so it works the same on SQLite and
PostgreSQL; nothing is sent inside a transaction. Times are those of the
database's clock: of two machines that disagree, one would otherwise hold a
message back until its own clock says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from dispatch.channels import UNORDERED
from dispatch.channels.base import Envelope, Receipt
from dispatch.models import Delivery, DeliveryState
from dispatch.models.outbox import OPEN_STATES
from dispatch.wake import wake_workers
from jepara_tanggap.clock import Moment, name_now

LONGEST_ERROR = 500
# E-mail addresses, and what is as long as a telephone number or longer.
_PERSONAL = re.compile(r"[\w.+-]+@[\w.-]+|\+?\d(?:[ .-]?\d){8,}")


@dataclass(frozen=True)
class Message:
    """What a caller wants delivered. `key` must be the same however often the caller tries."""

    channel: str
    target: str
    operation: str
    subject: str
    payload: dict[str, Any]
    key: str
    queue: str = "default"
    sequence: int = 1


def clean_error(error: str) -> str:
    """Return an error as a row keeps it: one line of bounded length, without addresses and numbers of people.

    Rows are read by many and kept long, and what the other side answers may repeat what it was sent.
    """
    return _PERSONAL.sub("…", " ".join(error.split()))[:LONGEST_ERROR]


def enqueue(*, messages: Sequence[Message], now: datetime | None = None) -> list[Delivery]:
    """Write messages in the caller's transaction; a worker is woken once it commits.

    The caller gives each message its place within (subject, channel, target);
    `next_sequence` finds it for a subject that already has some.
    """
    now = now or timezone.now()
    deliveries = Delivery.objects.bulk_create([_build_delivery(message, now) for message in messages])
    wakes = [(delivery.pk, delivery.queue) for delivery in deliveries]
    transaction.on_commit(lambda: wake_workers(wakes))
    return deliveries


def next_sequence(*, subject: str, channel: str) -> int:
    """Return the next place in a subject's line; call it while holding the subject's row."""
    line = Delivery.objects.filter(subject=subject, channel=channel).order_by("-sequence")
    return (line.values_list("sequence", flat=True).first() or 0) + 1


def claim(*, delivery_id: int, now: Moment | None = None) -> Envelope | None:
    """Take a due delivery for this worker, or return None if it is not ours to send.

    None means: not due, held by another, already done, or an earlier message of
    the same subject has not arrived yet (alerts wait for none).
    """
    now = now or name_now()
    row = Delivery.objects.filter(_is_due(now), pk=delivery_id).first()
    if row is None:
        return None
    # A row still "sending" belonged to a process that died: it may have been sent.
    interrupted = row.state == DeliveryState.SENDING
    claimed = (
        Delivery.objects.filter(_may_pass(), pk=row.pk, state=row.state, attempts=row.attempts)
        .filter(_is_due(now))
        .update(
            state=DeliveryState.SENDING,
            attempts=F("attempts") + 1,
            lease_until=now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS),
            outcome_unknown=row.outcome_unknown or interrupted,
            repeats=row.repeats + int(interrupted),
        )
    )
    return _build_envelope(row, interrupted) if claimed else None


def record_delivered(*, envelope: Envelope, receipt: Receipt, now: datetime | None = None) -> None:
    """Note that the other side has it. True however late it comes, so no lease is asked."""
    now = now or timezone.now()
    Delivery.objects.filter(pk=envelope.id).exclude(state=DeliveryState.DELIVERED).update(
        state=DeliveryState.DELIVERED,
        delivered_at=now,
        lease_until=None,
        last_error="",
        receipt={"reference": receipt.reference, "reconciled": receipt.reconciled, **receipt.detail},
    )


def record_retry(*, envelope: Envelope, error: str, wait_seconds: float, outcome_unknown: bool) -> None:
    """Put it back for later. Does nothing if another worker holds it by now."""
    _held(envelope).update(
        state=DeliveryState.PENDING,
        next_attempt_at=name_now() + timedelta(seconds=wait_seconds),
        lease_until=None,
        last_error=clean_error(error),
        outcome_unknown=outcome_unknown,
    )


def record_failed(*, envelope: Envelope, error: str) -> None:
    """Stop trying and show it in the failed list until a person decides."""
    _held(envelope).update(state=DeliveryState.FAILED, lease_until=None, last_error=clean_error(error))


def record_unreadable(*, delivery_id: int, error: str) -> None:
    """Stop a delivery whose payload cannot be opened; the row keeps what it holds."""
    waiting = Delivery.objects.filter(pk=delivery_id, state__in=(DeliveryState.PENDING, DeliveryState.SENDING))
    waiting.update(state=DeliveryState.FAILED, lease_until=None, last_error=clean_error(error))


def postpone(*, delivery_id: int, until: Moment) -> None:
    """Move a waiting delivery to `until` without counting an attempt: its target is known to be down."""
    Delivery.objects.filter(pk=delivery_id, state=DeliveryState.PENDING).update(next_attempt_at=until)


def give_back(*, envelope: Envelope, until: Moment) -> None:
    """Let go of what was claimed and not sent: no attempt is counted. Does nothing if another worker holds it."""
    _held(envelope).update(
        state=DeliveryState.PENDING, attempts=F("attempts") - 1, next_attempt_at=until, lease_until=None
    )


def find_successor(envelope: Envelope) -> int | None:
    """Return the next due delivery of the same subject, channel and target."""
    return (
        Delivery.objects.filter(
            _is_due(name_now()), subject=envelope.subject, channel=envelope.channel, target=envelope.target
        )
        .order_by("sequence")
        .values_list("pk", flat=True)
        .first()
    )


def find_due(*, queue: str, limit: int, now: Moment | None = None) -> list[tuple[int, str]]:
    """Return (id, queue) of deliveries of a queue that a worker could send now, oldest due first."""
    now = now or name_now()
    due = Delivery.objects.filter(_is_due(now), _may_pass(), queue=queue)
    return list(due.order_by("next_attempt_at", "id").values_list("pk", "queue")[:limit])


def bring_back(*, queue: str, seconds: float) -> int:
    """Make due what waits longer than `seconds`, and shorten leases nobody can have taken. Returns how many.

    A time so far ahead was set by a clock that was wrong, or by a back-off too patient for this queue.
    """
    now, lease = name_now(), timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    rows = Delivery.objects.filter(queue=queue)
    waiting = rows.filter(state=DeliveryState.PENDING, next_attempt_at__gt=now + timedelta(seconds=seconds))
    held = rows.filter(state=DeliveryState.SENDING, lease_until__gt=now + lease + timedelta(seconds=1))
    return waiting.update(next_attempt_at=now) + held.update(lease_until=now + lease)


def move_to_queue(*, subjects: Iterable[str], queue: str) -> int:
    """Let another queue's workers send what is still open of these subjects. Returns how many."""
    waiting = Delivery.objects.filter(subject__in=list(subjects), state=DeliveryState.PENDING)
    return waiting.update(queue=queue)


def resend(*, delivery_ids: Iterable[int]) -> int:
    """Try failed deliveries again, now. Returns how many."""
    ids = list(delivery_ids)
    count = Delivery.objects.filter(pk__in=ids, state=DeliveryState.FAILED).update(
        state=DeliveryState.PENDING, next_attempt_at=name_now()
    )
    _wake_ids(ids)
    return count


def send_again(*, subject: str, channel: str) -> int:
    """Let the other side have again what it lost of a subject; each key is asked for first. Returns how many."""
    delivered = Delivery.objects.filter(subject=subject, channel=channel, state=DeliveryState.DELIVERED)
    return delivered.update(state=DeliveryState.PENDING, next_attempt_at=name_now(), outcome_unknown=True)


def skip(*, delivery_ids: Iterable[int]) -> int:
    """Let failed deliveries go, so that those behind them may pass. Returns how many."""
    failed = Delivery.objects.filter(pk__in=list(delivery_ids), state=DeliveryState.FAILED)
    return failed.update(state=DeliveryState.SKIPPED)


def _wake_ids(ids: list[int]) -> None:
    wakes = list(Delivery.objects.filter(pk__in=ids, state=DeliveryState.PENDING).values_list("pk", "queue"))
    transaction.on_commit(lambda: wake_workers(wakes))


def _is_due(now: Moment) -> Q:
    return Q(state=DeliveryState.PENDING, next_attempt_at__lte=now) | Q(
        state=DeliveryState.SENDING, lease_until__lt=now
    )


def _may_pass() -> Q:
    return Q(channel__in=UNORDERED) | Q(~_has_predecessor())


def _has_predecessor() -> Exists:
    earlier = Delivery.objects.filter(
        subject=OuterRef("subject"),
        channel=OuterRef("channel"),
        target=OuterRef("target"),
        sequence__lt=OuterRef("sequence"),
        state__in=OPEN_STATES,
    )
    return Exists(earlier)


def _held(envelope: Envelope):
    # The attempt number is the claim's own mark: a later claim has a higher one.
    return Delivery.objects.filter(pk=envelope.id, state=DeliveryState.SENDING, attempts=envelope.attempts)


def _build_delivery(message: Message, now: datetime) -> Delivery:
    return Delivery(
        channel=message.channel,
        target=message.target,
        queue=message.queue,
        operation=message.operation,
        subject=message.subject,
        sequence=message.sequence,
        payload=message.payload,
        idempotency_key=message.key,
        next_attempt_at=name_now(),
        created_at=now,
    )


def _build_envelope(row: Delivery, interrupted: bool) -> Envelope:
    return Envelope(
        id=row.pk,
        channel=row.channel,
        target=row.target,
        operation=row.operation,
        subject=row.subject,
        payload=row.payload,
        idempotency_key=row.idempotency_key,
        attempts=row.attempts + 1,
        outcome_unknown=row.outcome_unknown or interrupted,
    )
