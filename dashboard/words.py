"""How staff pages say things: ages, states, deliveries and lines of history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from complaints.choices import STATUS_LOOK, Audience, EventKind, Look, Status
from complaints.models import Event, Photo
from complaints.timeline import is_of_office
from dispatch.models import Delivery, DeliveryState

# The label of this state speaks to the reporter.
_STAFF_STATUS = {Status.NEEDS_INFO: "Menunggu pelapor"}
_ACTION_TITLES = {
    "flag_dismissed": "Tanda darurat dilihat",
    "flag_restored": "Tanda darurat dikembalikan",
    "object": "Pelapor menyatakan belum selesai",
    "give_info": "Pelapor memberi keterangan",
    "ask": "Keterangan diminta dari pelapor",
}
_MESSAGE_LOOK = {
    EventKind.FILED: Look("teak", "megaphone"),
    EventKind.ANSWER: Look("sea", "chat"),
    EventKind.NOTE: Look("amber", "lock"),
    EventKind.REPORTER_MESSAGE: Look("teak", "user"),
    EventKind.FEEDBACK: Look("teak", "star"),
    EventKind.CONSENT: Look("teak", "eye"),
    EventKind.DATA_RIGHT: Look("teak", "shield"),
    EventKind.ESCALATION: Look("red", "warning"),
}
_DELIVERY_LOOK = {
    DeliveryState.DELIVERED: Look("green", "check"),
    DeliveryState.FAILED: Look("amber", "warning"),
    DeliveryState.SKIPPED: Look("grey", "slash"),
}
_OPERATIONS = {
    "create": "laporan",
    "update": "kabar",
    "photo": "foto",
    "alert": "peringatan",
    "drill": "uji peringatan",
}
_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True)
class HistoryLine:
    """One line of history, as components/timeline.html wants it."""

    title: str
    at: datetime
    who: str
    text: str
    look: Look | None
    internal: bool
    photos: list[dict[str, str]] = field(default_factory=list)
    has_links: bool = False


@dataclass(frozen=True)
class DeliveryLine:
    """Where one delivery stands, in words."""

    text: str
    what: str
    look: Look
    error: str


def describe_status(status: str) -> str:
    """Return the name of a state as staff say it."""
    return _STAFF_STATUS.get(Status(status), Status(status).label)


def list_statuses() -> list[tuple[str, str]]:
    """Return every state with its name as staff say it."""
    return [(value, describe_status(value)) for value in Status.values]


def describe_age(since: datetime, now: datetime) -> str:
    """Say how long ago: minutes, hours, days, and after a month the date."""
    seconds = max(0, (now - since).total_seconds())
    if seconds < 60:
        return "baru saja"
    if seconds < 3600:
        return f"{int(seconds // 60)} menit lalu"
    if seconds < _DAY_SECONDS:
        return f"{int(seconds // 3600)} jam lalu"
    if seconds < 30 * _DAY_SECONDS:
        return f"{int(seconds // _DAY_SECONDS)} hari lalu"
    return date_format(timezone.localtime(since), "j M Y")


def describe_moment(at: datetime, now: datetime) -> str:
    """Return the clock (WIB), with the date unless it is today."""
    local = timezone.localtime(at)
    is_today = local.date() == timezone.localtime(now).date()
    return date_format(local, "H.i" if is_today else "j M, H.i")


def write_moment(at: datetime | None) -> str:
    """Return the date and the clock (WIB); empty for no moment."""
    return f"{date_format(timezone.localtime(at), 'j M Y, H.i')} WIB" if at else ""


def build_history(events: Iterable[Event], photos: Iterable[Photo]) -> list[HistoryLine]:
    """Return the lines of history with their photos, in the order given."""
    by_event: dict[int, list[dict[str, str]]] = {}
    for photo in photos:
        if photo.event_id:
            by_event.setdefault(photo.event_id, []).append(link_photo(photo))
    return [_describe_event(event, by_event.get(event.pk, [])) for event in events]


def link_photo(photo: Photo) -> dict[str, str]:
    """Return a photo as components/photos.html wants it."""
    return {"url": reverse("complaints:photo", args=[photo.pk]), "alt": photo.get_purpose_display()}


def describe_delivery(delivery: Delivery, now: datetime) -> DeliveryLine:
    """Say where a delivery stands. Never "arrived" before it has."""
    return DeliveryLine(
        text=_describe_delivery_state(delivery, now),
        what=_OPERATIONS.get(delivery.operation, delivery.operation),
        look=_DELIVERY_LOOK.get(DeliveryState(delivery.state), Look("blue", "clock")),
        error=delivery.last_error if delivery.state != DeliveryState.DELIVERED else "",
    )


def describe_event_title(event: Event) -> str:
    """Name what one line of history tells, for staff."""
    if event.action in _ACTION_TITLES:
        return _ACTION_TITLES[event.action]
    if event.action == "raise_to_emergency":
        return "Dinaikkan menjadi darurat: {category}, ke {to_agency}".format(**event.data)
    if event.action == "transfer":
        return (
            f"Dialihkan dari {event.data.get('from_agency', 'OPD lain')} ke {event.data.get('to_agency', 'OPD lain')}"
        )
    if event.action == "assign" and event.agency:
        return f"Diteruskan ke {event.agency.short_name}"
    if event.to_status and event.kind in (EventKind.STATUS, EventKind.WADUL):
        return describe_status(event.to_status)
    return "Jawaban untuk pelapor" if event.kind == EventKind.ANSWER else event.get_kind_display()


def _describe_event(event: Event, photos: list[dict[str, str]]) -> HistoryLine:
    is_internal = event.audience == Audience.STAFF
    return HistoryLine(
        title="Catatan" if event.kind == EventKind.NOTE else describe_event_title(event),
        at=event.happened_at,
        who=_name_actor(event),
        text=_join_text(event.text, event.data),
        look=_MESSAGE_LOOK.get(EventKind(event.kind)) or STATUS_LOOK.get(event.to_status),
        internal=is_internal,
        photos=photos,
        has_links=is_of_office(event),
    )


def _name_actor(event: Event) -> str:
    # Citizens see the agency; colleagues also see who it was.
    person = str(event.user) if event.user else ""
    return f"{event.actor_name} ({person})" if person and person != event.actor_name else event.actor_name


def _join_text(text: str, data: dict[str, Any]) -> str:
    extras = (
        ("rating", "Penilaian: {} dari 5"),
        ("no_proof_reason", "Tanpa foto bukti: {}"),
        ("forwarded_to", "Diteruskan ke: {}"),
        ("merged_into", "Digabung ke laporan {}"),
    )
    lines = [text] + [words.format(data[name]) for name, words in extras if data.get(name)]
    return "\n".join(line for line in lines if line)


def _describe_delivery_state(delivery: Delivery, now: datetime) -> str:
    where = _name_target(delivery)
    if delivery.state == DeliveryState.DELIVERED and delivery.delivered_at:
        return f"Sampai di {where} {describe_moment(delivery.delivered_at, now)}"
    if delivery.state == DeliveryState.FAILED:
        return f"Belum sampai di {where}, perlu dilihat administrator"
    if delivery.state == DeliveryState.SKIPPED:
        return f"Pengiriman ke {where} dilewati"
    if delivery.state == DeliveryState.SENDING:
        return f"Sedang dikirim ke {where}"
    if delivery.attempts:
        again = describe_moment(delivery.next_attempt_at, now)
        return f"Menunggu {where}, percobaan {delivery.attempts}, dicoba lagi {again}"
    return f"Menunggu dikirim ke {where}"


def _name_target(delivery: Delivery) -> str:
    if delivery.channel == "wadul":
        return "Wadul Bupati"
    return "kotak masuk OPD" if delivery.target.startswith("inbox:") else "kontak OPD"
