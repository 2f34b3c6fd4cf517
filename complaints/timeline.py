"""A complaint's history in plain words, newest first, for the one who reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from complaints.access import make_link_token
from complaints.actors import REPORTER
from complaints.choices import STATUS_LOOK, Audience, EventKind, Look
from complaints.models import Complaint, Event, Photo
from complaints.public_texts import is_public_line, mask_for_public


@dataclass(frozen=True)
class PhotoLink:
    """A photo as the page shows it."""

    url: str
    alt: str

    @property
    def small_url(self) -> str:
        """The same photo for lists."""
        return f"{self.url}?kecil"


@dataclass(frozen=True)
class Line:
    """One line: what happened, in whose words, when; as components/timeline.html wants it."""

    title: str
    text: str
    who: str
    at: datetime
    look: Look | None
    photos: list[PhotoLink] = field(default_factory=list)
    pk: int = 0
    has_links: bool = False


def build_public_timeline(*, complaint: Complaint) -> list[Line]:
    """Return what anybody may read: no photos, nothing in the reporter's own words, and of nobody a name."""
    events = complaint.events.filter(audience=Audience.PUBLIC).select_related("agency").order_by("-id")
    return _sort([_describe(event, text=_mask_line(complaint, event)) for event in events])


def build_reporter_timeline(*, complaint: Complaint, photos: Iterable[Photo]) -> list[Line]:
    """Return everything but internal notes, with the photos of each line."""
    by_event: dict[int, list[PhotoLink]] = {}
    for photo in photos:
        if photo.event_id:
            by_event.setdefault(photo.event_id, []).append(link_photo(complaint=complaint, photo=photo))
    events = complaint.events.readable_by_reporter().select_related("agency").order_by("-id")
    return _sort([_describe(event, text=_add_rating(event), photos=by_event.get(event.pk)) for event in events])


def link_photo(*, complaint: Complaint, photo: Photo) -> PhotoLink:
    """Return a photo with the address that the reporter's private link opens."""
    token = make_link_token(complaint)
    return PhotoLink(
        url=reverse("complaints:my_photo", args=[complaint.number, token, photo.pk]), alt=photo.get_purpose_display()
    )


def _sort(lines: list[Line]) -> list[Line]:
    # What a phone without a signal told of later stands where it happened.
    return sorted(lines, key=lambda line: line.at, reverse=True)


def is_of_office(event: Event) -> bool:
    """Tell whether staff or Wadul Bupati wrote this, so that an address in it may be followed."""
    return event.user_id is not None or event.actor_name != REPORTER.name


def _mask_line(complaint: Complaint, event: Event) -> str:
    return mask_for_public(complaint=complaint, text=event.text).text if is_public_line(event) else ""


def _describe(event: Event, *, text: str, photos: list[PhotoLink] | None = None) -> Line:
    look = STATUS_LOOK.get(event.to_status)
    return Line(
        _name(event), text, event.actor_name, event.happened_at, look, photos or [], event.pk, is_of_office(event)
    )


def _add_rating(event: Event) -> str:
    rating = event.data.get("rating")
    return "\n".join(part for part in (f"Penilaian: {rating} dari 5" if rating else "", event.text) if part)


def _name(event: Event) -> str:
    if event.kind == EventKind.REPORTER_MESSAGE:
        return "Keterangan dari pelapor"
    if event.action == "object":
        return "Pelapor menyatakan belum selesai"
    if event.action == "give_info":
        return "Pelapor memberi keterangan"
    if event.action == "raise_to_emergency":
        return "Ditangani sebagai darurat, oleh {to_agency}".format(**event.data)
    if event.action == "transfer":
        return "Dialihkan ke {to_agency}".format(**event.data)
    if event.action == "assign" and event.agency:
        return f"Diteruskan ke {event.agency.short_name}"
    if event.kind in (EventKind.STATUS, EventKind.WADUL) and event.to_status:
        return event.get_to_status_display()
    return event.get_kind_display()
