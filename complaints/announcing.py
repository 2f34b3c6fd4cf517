"""Whom a step of the lifecycle is told to: Wadul Bupati, and the agency where something is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from complaints.actors import Actor
from complaints.models import Complaint, Event, Photo
from complaints.outgoing import write_alerts, write_raised_message, write_update_messages
from complaints.raising import RAISE
from complaints.transfers import TRANSFER
from complaints.transitions import Transition
from dispatch.outbox import enqueue

# What the agency is alerted to after these steps.
_ASKS = {
    "object": "Pelapor menyatakan belum selesai.",
    "give_info": "Pelapor memberi keterangan.",
    TRANSFER: "Dialihkan dari {from_agency}.",
    RAISE: "Dinaikkan dari aduan ({from_category}) menjadi darurat.",
}


def announce_step(
    *,
    complaint: Complaint,
    transition: Transition,
    event: Event,
    actor: Actor,
    photos: Sequence[Photo],
    now: datetime,
) -> None:
    """Write what must go out after a step, in the caller's transaction and while it holds the complaint's row."""
    if transition.action == RAISE:
        messages = write_raised_message(complaint=complaint, event=event)
    else:
        messages = write_update_messages(complaint=complaint, event=event, actor=actor, photos=photos)
    ask = _ASKS.get(transition.action, "").format(**event.data)
    if ask:
        reason = f"event-{event.pk}"
        messages += write_alerts(complaint=complaint, agencies=[complaint.agency], reason=reason, ask=ask, now=now)
    if messages:
        enqueue(messages=messages, now=now)
