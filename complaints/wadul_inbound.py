"""News from Wadul Bupati, by callback or by asking, applied through the lifecycle.

Idempotent by message id, tolerant of order: a status is applied only if its
`sequence` is newer than the last one applied; answers and photo links always
enter the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework import serializers

from complaints.actors import WADUL
from complaints.choices import EventKind, Status
from complaints.lifecycle import TransitionRefused, add_message, apply_transition
from complaints.models import Complaint
from dispatch.models import Delivery, InboundMessage

log = structlog.get_logger(__name__)

State = InboundMessage.State
CHANNEL = "wadul"


class CallbackSerializer(serializers.Serializer):
    """The body of one callback (docs/wadul-bupati.md)."""

    class DataSerializer(serializers.Serializer):
        status = serializers.CharField(max_length=30, required=False, allow_blank=True)
        text = serializers.CharField(max_length=4000, required=False, allow_blank=True)
        photo_url = serializers.URLField(max_length=500, required=False, allow_blank=True)

    id = serializers.CharField(max_length=120)
    type = serializers.ChoiceField(
        ["complaint.status_changed", "complaint.answered", "complaint.photo_added", "complaint.closed"]
    )
    ticket = serializers.CharField(max_length=40)
    sequence = serializers.IntegerField(min_value=1, max_value=10**9)
    occurred_at = serializers.DateTimeField()
    data = DataSerializer(default=dict)


@dataclass(frozen=True)
class Applied:
    """What became of a callback, and whether it had been here before."""

    state: str
    is_repeat: bool = False


def apply_callback(*, message: dict[str, Any]) -> Applied:
    """Apply one validated callback exactly once, and keep it whatever becomes of it.

    A ticket that was unknown the first time is tried again when it comes again.
    """
    earlier = InboundMessage.objects.filter(channel=CHANNEL, message_id=message["id"]).first()
    if earlier is not None and earlier.state != State.UNKNOWN_TICKET:
        return Applied(earlier.state, is_repeat=True)
    try:
        with transaction.atomic():
            return _apply_once(message, earlier)
    except IntegrityError:
        # The same callback in another request at the same instant.
        return Applied(State.APPLIED, is_repeat=True)


def poll_changes(*, fetch: Callable[[str], tuple[list[dict[str, Any]], str]] | None = None) -> int:
    """Ask for changes since the last cursor and apply them. Returns how many were new."""
    fetch = fetch or _fetch_changes
    cursor = str(cache.get("wadul-cursor", ""))
    changes, next_cursor = fetch(cursor)
    new = sum(not applied.is_repeat for applied in _apply_all(changes))
    cache.set("wadul-cursor", next_cursor, None)
    return new


def _apply_all(changes: list[dict[str, Any]]) -> Iterator[Applied]:
    for change in changes:
        serializer = CallbackSerializer(data=change)
        if serializer.is_valid():
            yield apply_callback(message=_to_plain(serializer.validated_data))
        else:
            log.error("wadul_change_unreadable", errors=serializer.errors)


def _to_plain(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "occurred_at": data["occurred_at"].isoformat(), "data": dict(data.get("data") or {})}


def _apply_once(message: dict[str, Any], earlier: InboundMessage | None) -> Applied:
    complaint = Complaint.objects.select_for_update().filter(number=message["ticket"]).first()
    # The row first: of two equal callbacks at the same instant only one gets past the constraint.
    row = earlier or InboundMessage(channel=CHANNEL, message_id=message["id"], received_at=timezone.now())
    row.subject, row.body = message["ticket"], message
    row.state = State.APPLIED if complaint else State.UNKNOWN_TICKET
    row.save()
    if complaint is not None:
        row.state, row.error = _apply_to(complaint, message)
        row.save(update_fields=["state", "error"])
    return Applied(row.state)


def _apply_to(complaint: Complaint, message: dict[str, Any]) -> tuple[str, str]:
    _add_words(complaint, message)
    if message["type"] in ("complaint.answered", "complaint.photo_added"):
        return State.APPLIED, ""
    if message["sequence"] <= complaint.wadul_sequence:
        return State.STALE, ""
    Complaint.objects.filter(pk=complaint.pk).update(wadul_sequence=message["sequence"])
    return _apply_status(complaint, message)


def _add_words(complaint: Complaint, message: dict[str, Any]) -> None:
    data = message["data"]
    parts = [data.get("text", ""), f"Foto: {data['photo_url']}" if data.get("photo_url") else ""]
    text = "\n".join(part for part in parts if part)
    # The words of a status are given to its own line of history.
    if text and message["type"] in ("complaint.answered", "complaint.photo_added"):
        add_message(complaint_id=complaint.pk, actor=WADUL, kind=EventKind.WADUL, text=text)


# What Wadul's word means here; "" is news that asks nothing of us.
ACTIONS = {
    "masuk": "",
    "verifikasi": "",
    "disposisi": "acknowledge",
    "proses": "wadul_start",
    "menunggu_pelapor": "ask",
    "selesai": "wadul_resolve",
    "ditutup": "wadul_resolve",
    "ditolak": "reject",
    "diteruskan": "forward",
    "digabung": "",
    "dibatalkan": "",
}
# States that already say as much as the word, or more.
_ALREADY = {
    "disposisi": frozenset(Status) - {Status.RECEIVED, Status.ASSIGNED},
    "proses": frozenset({Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED}),
    "selesai": frozenset({Status.RESOLVED, Status.CLOSED}),
    "ditutup": frozenset({Status.RESOLVED, Status.CLOSED}),
}


def _apply_status(complaint: Complaint, message: dict[str, Any]) -> tuple[str, str]:
    word = "ditutup" if message["type"] == "complaint.closed" else message["data"].get("status", "")
    if word not in ACTIONS:
        return State.REJECTED, f"Status {word!r} tidak dikenal."
    if not ACTIONS[word] or complaint.status in _ALREADY.get(word, ()):
        return State.APPLIED, ""
    text = message["data"].get("text") or "Kabar dari Wadul Bupati."
    try:
        with transaction.atomic():
            apply_transition(
                complaint_id=complaint.pk,
                action=ACTIONS[word],
                actor=WADUL,
                text=text,
                forwarded_to="Melalui Wadul Bupati" if word == "diteruskan" else "",
            )
    except TransitionRefused as refusal:
        return State.REJECTED, refusal.message
    return State.APPLIED, ""


def reconcile(*, list_remote: Callable[[], Iterator[dict[str, Any]]] | None = None, hours: int = 72) -> dict[str, int]:
    """Compare what we call delivered with what Wadul has, and send again what it lost.

    Looks at creations of the last `hours`. Returns counts: compared, missing.
    """
    remote = {entry["ticket"] for entry in (list_remote or _list_remote)()}
    since = timezone.now() - timedelta(hours=hours)
    ours = Delivery.objects.filter(channel=CHANNEL, operation="create", state="delivered", delivered_at__gte=since)
    compared, missing = 0, []
    for delivery in ours.only("pk", "payload").iterator(chunk_size=500):
        compared += 1
        if delivery.payload["ticket"] not in remote:
            missing.append(delivery.pk)
    if missing:
        log.error("wadul_lost_complaints", count=len(missing))
        # Same key again: if it is there after all, the other side makes it one.
        Delivery.objects.filter(pk__in=missing).update(
            state="pending", next_attempt_at=timezone.now(), outcome_unknown=True
        )
    return {"compared": compared, "missing": len(missing)}


def _fetch_changes(cursor: str) -> tuple[list[dict[str, Any]], str]:
    from dispatch.channels.wadul import client

    return client.fetch_changes(config=client.read_config(), since=cursor)


def _list_remote() -> Iterator[dict[str, Any]]:
    from dispatch.channels.wadul import client

    return client.list_complaints(config=client.read_config())
