"""All that is held about a reporter with one complaint: what the readable page and the JSON are both made of.

UU 27/2022, articles 5, 7 and 32: what, for how long, who received it, and who looked. Staff are named by
their agency, never by their own name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import AuditAction, AuditEntry
from complaints.choices import Audience, EventKind
from complaints.models import Complaint, DataRequest, Event, Photo, Reporter
from complaints.outgoing import WADUL
from complaints.privacy.consents import CONSENTS, Consent, list_offered
from complaints.privacy.keeping import Kept, list_kept
from dispatch.models import Delivery, DeliveryState

_LOOKS = {
    AuditAction.REPORTER_SEEN: "{} membuka kontak Anda",
    AuditAction.SECRET_OPENED: "{} membuka laporan Anda",
    AuditAction.EXPORTED: "{} mengunduh data yang memuat laporan Anda",
    AuditAction.REQUEST_READ: "{} membaca permintaan Anda tentang data",
    AuditAction.RIGHTS_SERVED: "{} menjawab permintaan Anda tentang data",
}
# A page must end somewhere; whoever needs more asks for it.
MOST_LOOKS = 200


@dataclass(frozen=True)
class ConsentNow:
    """One consent, whether it stands, and since when."""

    kind: str
    label: str
    given: bool
    since: datetime


@dataclass(frozen=True)
class Recipient:
    """Who has received what."""

    who: str
    what: str
    at: datetime | None


@dataclass(frozen=True)
class Look:
    """Somebody looked, in words."""

    words: str
    at: datetime


@dataclass(frozen=True)
class Held:
    """Something that another room holds: what it is, since when, and its parts in words."""

    what: str
    at: datetime
    parts: dict[str, str]


# Rooms above this one that hold something of a reporter tell of it (the call desk: calls and drafts).
_HOLDERS: list[Callable[[Complaint], list[Held]]] = []


def register_holder(list_held: Callable[[Complaint], list[Held]]) -> None:
    """Ask `list_held` what it holds about the reporter of a complaint."""
    _HOLDERS.append(list_held)


@dataclass(frozen=True)
class Holdings:
    """Everything, ready to be shown or written."""

    complaint: Complaint
    reporter: Reporter | None
    events: list[Event]
    photos: list[Photo]
    consents: list[ConsentNow]
    recipients: list[Recipient]
    kept: list[Kept]
    looks: list[Look]
    requests: list[DataRequest]
    elsewhere: list[Held]


def collect_holdings(*, complaint: Complaint) -> Holdings:
    """Return what is held; `complaint` comes with its relations. Nine SQL statements, and those of other rooms."""
    events = list(complaint.events.exclude(audience=Audience.STAFF).order_by("id"))
    photos = [one for one in complaint.photos.select_related("event") if _is_for_reporter(one)]
    return Holdings(
        complaint=complaint,
        reporter=complaint.reporter,
        events=events,
        photos=photos,
        consents=_list_consents(complaint, events),
        recipients=_list_recipients(complaint),
        kept=list_kept(complaint=complaint, photos=photos),
        looks=_list_looks(complaint),
        requests=list(complaint.data_requests.all()),
        elsewhere=[one for list_held in _HOLDERS for one in list_held(complaint)],
    )


def _is_for_reporter(photo: Photo) -> bool:
    return bool(photo.file) and (photo.event is None or photo.event.audience != Audience.STAFF)


def _list_consents(complaint: Complaint, events: list[Event]) -> list[ConsentNow]:
    changed = {one.data.get("consent"): one.created_at for one in events if one.kind == EventKind.CONSENT}
    return [
        ConsentNow(
            kind=kind,
            label=Consent(kind).label,
            given=getattr(complaint, CONSENTS[kind].column),
            since=changed.get(kind, complaint.filed_at),
        )
        for kind in list_offered(complaint)
    ]


def _list_recipients(complaint: Complaint) -> list[Recipient]:
    has_contact = complaint.reporter is not None and not complaint.is_anonymous
    what = "isi laporan; kontak Anda hanya bila dibuka" if has_contact else "isi laporan"
    agencies = [complaint.agency, *complaint.supporting.all()]
    found = [Recipient(one.name, what, complaint.filed_at) for one in agencies]
    sent = Delivery.objects.filter(subject=f"complaint:{complaint.number}", channel=WADUL, operation="create")
    for payload, at in sent.filter(state=DeliveryState.DELIVERED).values_list("payload", "delivered_at"):
        sent_too = "isi laporan dan kontak Anda" if payload and payload.get("reporter") else "isi laporan"
        found.append(Recipient("Wadul Bupati", sent_too, at))
    if complaint.forwarded_to:
        found.append(Recipient(complaint.forwarded_to, "isi laporan", None))
    return found


def _list_looks(complaint: Complaint) -> list[Look]:
    lines = AuditEntry.objects.filter(subject=f"complaint:{complaint.number}", action__in=list(_LOOKS))
    newest = lines.select_related("user__agency").order_by("-id")[:MOST_LOOKS]
    return [Look(_LOOKS[AuditAction(one.action)].format(_name_office(one)), one.at) for one in newest]


def _name_office(entry: AuditEntry) -> str:
    user: Any = entry.user
    if user is None:
        # A crew with its link has no account; the record names its agency.
        return str(entry.detail.get("agency", "Sistem"))
    return user.agency.short_name if user.agency else user.get_role_display()
