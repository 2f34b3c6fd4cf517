"""News from Wadul Bupati, by callback or by asking, applied through the lifecycle.

Idempotent by message id, tolerant of order: a status is applied only if its
`sequence` is newer than the last one applied; answers, photo links, and the
words of a status that changes nothing, comes late or is refused enter the history.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from complaints.actors import WADUL
from complaints.choices import EventKind, Status
from complaints.lifecycle import TransitionRefused, add_message, apply_transition
from complaints.models import Complaint
from dispatch.channels.wadul import client
from dispatch.channels.wadul.payloads import Callback
from dispatch.channels.wadul.sender import read_config
from dispatch.models import InboundMessage, PollCursor

log = structlog.get_logger(__name__)

State = InboundMessage.State
CHANNEL = "wadul"
PAGES_A_POLL = 20

# What Wadul Bupati's word asks of us; the words left out ask nothing.
ACTIONS = {
    "verifikasi": "acknowledge",
    "proses": "wadul_start",
    "menunggu_pelapor": "ask",
    "selesai": "wadul_resolve",
    "ditutup": "wadul_resolve",
    "ditolak": "reject",
    "diteruskan": "forward",
}
_ENDED = frozenset({Status.RESOLVED, Status.CLOSED})
# States that already say as much as the word, or more.
ALREADY_SAID = {
    "verifikasi": frozenset(Status) - {Status.RECEIVED, Status.ASSIGNED},
    "proses": _ENDED | {Status.IN_PROGRESS},
    "menunggu_pelapor": frozenset({Status.NEEDS_INFO}),
    "selesai": _ENDED,
    "ditutup": _ENDED,
    "ditolak": frozenset({Status.REJECTED}),
    "diteruskan": frozenset({Status.FORWARDED}),
}


@dataclass(frozen=True)
class Applied:
    """What became of a callback, and whether it had been here before."""

    state: str
    is_repeat: bool = False


def apply_callback(*, callback: Callback) -> Applied:
    """Apply one callback exactly once, and keep it whatever becomes of it.

    A ticket that was unknown the first time is looked up again when the callback returns.
    """
    earlier = InboundMessage.objects.filter(channel=CHANNEL, message_id=callback.id).first()
    if earlier is not None and earlier.state != State.UNKNOWN_TICKET:
        return Applied(earlier.state, is_repeat=True)
    try:
        with transaction.atomic():
            return _apply_once(callback, earlier)
    except IntegrityError:
        # The same callback in another request at the same instant.
        return Applied(State.APPLIED, is_repeat=True)


def poll_changes() -> int:
    """Ask for changes since the last cursor and apply them. Returns how many were new.

    Raises TransientError or PermanentError of the channel; the cursor then stays.
    """
    cursor, _ = PollCursor.objects.get_or_create(channel=CHANNEL)
    new = 0
    for _ in range(PAGES_A_POLL):
        page = client.list_changes(read_config(), since=cursor.value)
        new += sum(not apply_callback(callback=event).is_repeat for event in page.events)
        for refused in page.refused:
            log.error("wadul_change_unreadable", reason=refused)
        cursor.value = page.next_cursor
        cursor.save(update_fields=["value"])
        if not page.has_more:
            break
    return new


def _apply_once(callback: Callback, earlier: InboundMessage | None) -> Applied:
    complaint = Complaint.objects.select_for_update().filter(number=callback.ticket).first()
    row = earlier or InboundMessage(channel=CHANNEL, message_id=callback.id, received_at=timezone.now())
    row.subject = callback.ticket
    row.body = {**asdict(callback), "occurred_at": callback.occurred_at.isoformat()}
    if complaint is not None and complaint.is_for_named_readers:
        # The words enter the history, which only those named read; here anybody would.
        row.body |= {"text": "", "photo_url": ""}
    row.state = State.APPLIED if complaint else State.UNKNOWN_TICKET
    # The row first: of two equal callbacks at the same instant only one gets past its constraint.
    row.save()
    if complaint is not None:
        row.state, row.error = _apply_to(complaint, callback)
        row.save(update_fields=["state", "error"])
    return Applied(row.state)


def _apply_to(complaint: Complaint, callback: Callback) -> tuple[str, str]:
    words = _gather_words(callback)
    if callback.type in ("complaint.answered", "complaint.photo_added"):
        _keep_words(complaint, words)
        return State.APPLIED, ""
    if callback.sequence <= complaint.wadul_sequence:
        # What was done since stands above it in the history: the reader must know that this was said before.
        _keep_words(complaint, words and f"{words}\n(Ditulis {_write_moment(callback)}, baru sampai sekarang.)")
        return State.STALE, ""
    Complaint.objects.filter(pk=complaint.pk).update(wadul_sequence=callback.sequence)
    state, why, is_said = _apply_status(complaint, callback, words)
    if not is_said:
        _keep_words(complaint, words)
    return state, why


def _gather_words(callback: Callback) -> str:
    photo = f"Foto: {callback.photo_url}" if callback.photo_url else ""
    return "\n".join(filter(None, (callback.text.strip(), photo)))


def _write_moment(callback: Callback) -> str:
    return f"{date_format(timezone.localtime(callback.occurred_at), 'j M Y, H.i')} WIB"


def _keep_words(complaint: Complaint, words: str) -> None:
    if words:
        add_message(complaint_id=complaint.pk, actor=WADUL, kind=EventKind.WADUL, text=words)


def _apply_status(complaint: Complaint, callback: Callback, words: str) -> tuple[str, str, bool]:
    """Return what became of the state, why it was refused, and whether the words stand in the step's own line."""
    word = "ditutup" if callback.type == "complaint.closed" else callback.status
    if word not in ACTIONS or complaint.status in ALREADY_SAID[word]:
        return State.APPLIED, "", False
    if complaint.is_emergency:
        # It was raised meanwhile: what they decide over there moves no emergency.
        refused = word != "diteruskan"
        return (State.REJECTED, "Laporan ini sudah menjadi darurat.", False) if refused else (State.APPLIED, "", False)
    try:
        with transaction.atomic():
            apply_transition(
                complaint_id=complaint.pk,
                action=ACTIONS[word],
                actor=WADUL,
                text=words or "Kabar dari Wadul Bupati.",
                forwarded_to="Melalui Wadul Bupati" if word == "diteruskan" else "",
            )
    except TransitionRefused as refusal:
        return State.REJECTED, refusal.message, False
    return State.APPLIED, "", True
