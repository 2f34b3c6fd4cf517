"""The nightly comparison with Wadul Bupati: what one side has and the other lacks, and its repair.

Looks at what was exchanged in the last 72 hours, so that its cost follows the traffic and
not the history. What they lost is sent again under its old keys; what they say that did not
reach us is fetched; where all has arrived and the states still differ, they are told ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from complaints.choices import Status
from complaints.models import Complaint
from complaints.outgoing import WADUL, name_subject, read_wadul_status, write_state_message
from complaints.wadul_inbound import apply_callback, poll_changes
from dispatch.channels.wadul import client
from dispatch.channels.wadul.sender import read_config
from dispatch.channels.wadul.status_map import same_to_wadul
from dispatch.models import Delivery, DeliveryState, InboundMessage
from dispatch.models.outbox import OPEN_STATES
from dispatch.outbox import enqueue, send_again

log = structlog.get_logger(__name__)

WINDOW = timedelta(hours=72)
# Clocks differ, and news are on their way for a while.
MARGIN = timedelta(hours=1)
BATCH = 200


@dataclass
class Reconciled:
    """Tickets compared; events fetched; tickets they do not have, have in part, and were told the state of."""

    compared: int = 0
    fetched: int = 0
    missing: int = 0
    incomplete: int = 0
    restated: int = 0


@dataclass(frozen=True)
class Ours:
    """What we know of one ticket: deliveries done before and after the comparison began, open ones, events heard."""

    complaint: Complaint
    delivered: int
    fresh: int
    waiting: int
    heard: int


def reconcile(*, now: datetime | None = None) -> dict[str, int]:
    """Compare both sides and repair what differs; return the counts of `Reconciled`.

    Raises TransientError or PermanentError of the channel; what was repaired until then stays.
    """
    now = now or timezone.now()
    done = Reconciled(fetched=poll_changes())
    ours = list_exchanged(since=now - WINDOW)
    theirs = {line["ticket"]: line for line in _list_theirs(since=now - WINDOW - MARGIN)}
    tickets = sorted(ours | set(theirs))
    for start in range(0, len(tickets), BATCH):
        for one in _read_ours(tickets[start : start + BATCH], now):
            done.compared += 1
            _repair(one, theirs.get(one.complaint.number), done, now)
    if done.missing or done.incomplete:
        log.error("wadul_lost_messages", missing=done.missing, incomplete=done.incomplete)
    return asdict(done)


def list_exchanged(*, since: datetime) -> set[str]:
    """Return the ticket numbers of which Wadul Bupati took something since then."""
    taken = Delivery.objects.filter(channel=WADUL, state=DeliveryState.DELIVERED, delivered_at__gte=since)
    return {subject.rpartition(":")[2] for subject in taken.values_list("subject", flat=True).iterator(2000)}


def _list_theirs(*, since: datetime) -> Iterator[dict[str, Any]]:
    after: str | None = ""
    while after is not None:
        page = client.list_complaints(read_config(), after=after, changed_since=since)
        yield from page.complaints
        after = page.next_ticket


def _read_ours(tickets: list[str], now: datetime) -> Iterator[Ours]:
    """Yield what we know of these tickets, in three statements; those never sent there are left out."""
    is_delivered = Q(state=DeliveryState.DELIVERED)
    deliveries = Delivery.objects.filter(channel=WADUL, subject__in=[name_subject(number) for number in tickets])
    sent = {
        row["subject"]: row
        for row in deliveries.values("subject").annotate(
            delivered=Count("pk", filter=is_delivered & Q(delivered_at__lt=now)),
            fresh=Count("pk", filter=is_delivered & Q(delivered_at__gte=now)),
            waiting=Count("pk", filter=Q(state__in=OPEN_STATES)),
        )
    }
    messages = InboundMessage.objects.filter(channel=WADUL, subject__in=tickets)
    known = messages.exclude(state=InboundMessage.State.UNKNOWN_TICKET).values("subject").annotate(heard=Count("pk"))
    heard = {row["subject"]: row["heard"] for row in known}
    for complaint in Complaint.objects.filter(number__in=tickets).only("pk", "number", "status", "track"):
        row = sent.get(name_subject(complaint.number))
        if row:
            yield Ours(complaint, row["delivered"], row["fresh"], row["waiting"], heard.get(complaint.number, 0))


def _repair(ours: Ours, line: dict[str, Any] | None, done: Reconciled, now: datetime) -> None:
    if line is None:
        done.missing += _send_lost(ours)
    elif line.get("accepted", ours.delivered) < ours.delivered:
        done.incomplete += _send_lost(ours)
    elif ours.heard < line["last_sequence"]:
        done.fetched += _fetch_news(ours.complaint, since=now - WINDOW - MARGIN)
    elif not ours.waiting and not ours.fresh and ours.heard == line["last_sequence"]:
        done.restated += not agrees(ours=read_wadul_status(ours.complaint), theirs=line["status"]) and _restate(
            ours.complaint
        )


def agrees(*, ours: str, theirs: str) -> bool:
    """Tell whether their word means our state. What they closed waits here for the reporter's word."""
    return same_to_wadul(ours=ours, theirs=theirs) or (theirs == "ditutup" and ours == Status.RESOLVED)


def _send_lost(ours: Ours) -> bool:
    return bool(ours.delivered and send_again(subject=name_subject(ours.complaint.number), channel=WADUL))


def _fetch_news(complaint: Complaint, *, since: datetime) -> int:
    new, cursor, has_more = 0, "", True
    while has_more:
        page = client.list_changes(read_config(), since=cursor, ticket=complaint.number)
        # What is older than the window was fetched in its time; its record here may have been cleared away.
        recent = [event for event in page.events if event.occurred_at >= since]
        new += sum(not apply_callback(callback=event).is_repeat for event in recent)
        cursor, has_more = page.next_cursor, page.has_more
    return new


def _restate(complaint: Complaint) -> bool:
    """Tell them our state once more; a second time would not change their mind, so that is for a person."""
    with transaction.atomic():
        locked = Complaint.objects.select_for_update().get(pk=complaint.pk)
        message = write_state_message(complaint=locked)
        if Delivery.objects.filter(idempotency_key=message.key).exists():
            log.error("wadul_state_differs", ticket=locked.number, status=locked.status)
            return False
        enqueue(messages=[message])
    return True
