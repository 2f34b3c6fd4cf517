"""Erasing who reported. The one function that retention and the reporter's own right both call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils import timezone

from complaints.actors import REPORTER, SYSTEM
from complaints.choices import Audience, EventKind
from complaints.models import Complaint, Draft, Event, Reporter
from complaints.models.event import TOMBSTONE
from dispatch.models import Delivery, InboundMessage, InboxMessage
from dispatch.models.outbox import OPEN_STATES

# Rooms above this one that keep copies of a reporter add their own eraser (the call desk: numbers and notes).
_ERASERS: list[Callable[[Complaint], None]] = []


def register_eraser(erase: Callable[[Complaint], None]) -> None:
    """Call `erase` with every complaint whose reporter is erased, in the same transaction."""
    _ERASERS.append(erase)


class ErasureHeld(Exception):
    """A legal hold stands on the complaint; nothing was erased."""


def erase_reporter(*, complaint: Complaint, reason: str, now: datetime | None = None) -> bool:
    """Erase everything personal of a complaint, in one transaction; return False if it was erased before.

    Name, contacts and address of the reporter, their own words, landmark, answers and exact point go,
    and so do the copies: history's words that were not public, payloads, alerts, callbacks. What stays
    is what figures need: category, village, agency, times, states, ratings. Photos have a period of
    their own (`complaints.retention`). `reason` says why in a few words without personal data, and
    stands in the history. Whether the complaint may already be erased is the caller's question.
    The passed object is stale afterwards. Raises ErasureHeld under a legal hold.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = (
            Complaint.objects.select_for_update()
            .only("pk", "number", "reporter_id", "hold_since", "erased_at")
            .get(pk=complaint.pk)
        )
        if row.hold_since is not None:
            raise ErasureHeld
        if row.erased_at is not None:
            return False
        _erase_person(row.reporter_id, now)
        _erase_words(row, now)
        _erase_copies(row)
        _erase_elsewhere(row)
        _write_event(row, reason, now)
    return True


def _erase_person(reporter_id: int | None, now: datetime) -> None:
    if reporter_id is None:
        return
    Reporter.objects.filter(pk=reporter_id).update(
        name=TOMBSTONE, phone="", email="", address="", phone_hash="", email_hash="", erased_at=now
    )


def _erase_words(complaint: Complaint, now: datetime) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(
        text=TOMBSTONE,
        mask_edits={},
        landmark="",
        answers=[],
        lat=None,
        lng=None,
        routing_explanation="",
        forwarded_to=Case(When(forwarded_to="", then=Value("")), default=Value(TOMBSTONE)),
        erased_at=now,
    )
    Event.objects.put_tombstones(complaint_id=complaint.pk, reporter_name=REPORTER.name)


def _erase_copies(complaint: Complaint) -> None:
    subject = f"complaint:{complaint.number}"
    Draft.objects.filter(complaint=complaint).update(data={})
    InboxMessage.objects.filter(subject=subject).exclude(text="").update(text="")
    InboundMessage.objects.filter(subject=complaint.number).update(body="", error="")
    deliveries = Delivery.objects.filter(subject=subject)
    deliveries.exclude(last_error="").update(last_error="")
    deliveries.exclude(state__in=OPEN_STATES).exclude(payload="").update(payload="")
    for delivery in deliveries.filter(state__in=OPEN_STATES):
        # Still to go: the other side learns what happened, and of nobody.
        Delivery.objects.filter(pk=delivery.pk).update(payload=_redact_payload(delivery.payload))


def _erase_elsewhere(complaint: Complaint) -> None:
    for erase in _ERASERS:
        erase(complaint)


def _redact_payload(payload: dict) -> dict:
    gone = {"reporter": None, "text": TOMBSTONE, "landmark": "", "lat": None, "lng": None}
    return {**payload, **{name: value for name, value in gone.items() if name in payload}}


def _write_event(complaint: Complaint, reason: str, now: datetime) -> None:
    Event.objects.create(
        complaint=complaint,
        kind=EventKind.DATA_RIGHT,
        action="erase",
        text=f"Data pribadi dihapus: {reason}",
        audience=Audience.STAFF,
        actor_name=SYSTEM.name,
        created_at=now,
    )
