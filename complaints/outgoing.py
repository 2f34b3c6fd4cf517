"""What the outside is told of a complaint: which messages, to whom, with what in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from complaints.actors import Actor
from complaints.choices import Status
from complaints.models import Complaint, Event, Photo
from complaints.public_texts import mask_for_provider, mask_for_wadul
from dispatch.duty import find_alerted
from dispatch.models import Agency
from dispatch.outbox import Message, next_sequence

WADUL = "wadul"
ALERT = "alert"
DRILL = "LATIHAN"
RAISED_TEXT = "Laporan ini dinaikkan menjadi laporan darurat dan ditangani lewat layanan darurat."
SEALED_TEXT = "Laporan rahasia. Isinya hanya dibuka di Jepara Tanggap oleh petugas yang ditunjuk."


def write_filing_messages(*, complaint: Complaint, photos: Sequence[Photo]) -> list[Message]:
    """Return the first messages: an alert for an emergency, a new complaint for Wadul Bupati otherwise.

    Of a drill Wadul Bupati never hears. Costs one statement for an emergency (its agencies' contacts), none otherwise.
    """
    if complaint.is_emergency or complaint.is_drill:
        return write_alerts(complaint=complaint, agencies=[complaint.agency], reason="filed", now=complaint.filed_at)
    create = _wadul_message(complaint, "create", _describe_complaint(complaint), "create", 1)
    return [create, *_write_photo_messages(complaint, photos, first=2)]


def write_alerts(
    *, complaint: Complaint, agencies: Iterable[Agency], reason: str, ask: str = "", now: datetime | None = None
) -> list[Message]:
    """Return alerts to the in-app inbox and the contacts on duty of the agencies.

    `reason` makes the keys: the same reason twice is the same alert.
    """
    # The agency a report is about is never told of it, in whatever role.
    agencies = [agency for agency in agencies if agency.pk != complaint.about_agency_id]
    targets = [f"inbox:{agency.pk}" for agency in agencies]
    if not complaint.is_drill:
        targets += [f"contact:{pk}" for pk in find_alerted(agencies=agencies, now=now)]
    return write_alerts_to(complaint=complaint, targets=targets, reason=reason, ask=ask)


def write_alerts_to(
    *, complaint: Complaint, targets: Iterable[str], reason: str, ask: str = "", mark: str = ""
) -> list[Message]:
    """Return alerts to these targets; `mark` stands before the title.

    A drill rings nobody's telephone: it goes to inboxes alone, marked, and without the sound of an emergency.
    Call while holding the complaint's row, unless it is being filed: the place in line is read from the outbox.
    """
    if complaint.is_drill:
        targets = [target for target in targets if target.startswith("inbox:")]
        mark = ": ".join(part for part in (DRILL, mark) if part)
    whole, masked = (_describe_alert(complaint, ask, is_masked=is_masked) for is_masked in (False, True))
    for payload in (whole, masked):
        payload["title"] = ": ".join(part for part in (mark, payload["title"]) if part)
    sequence = 1 if reason == "filed" else next_sequence(subject=name_subject(complaint.number), channel=ALERT)
    return [
        Message(
            channel=ALERT,
            target=target,
            operation="alert",
            subject=name_subject(complaint.number),
            payload=whole if target.startswith("inbox:") else masked,
            key=f"alert:{complaint.number}:{reason}:{target}",
            queue="emergency" if complaint.is_emergency and not complaint.is_drill else "default",
            sequence=sequence,
        )
        for target in targets
    ]


def write_update_messages(
    *, complaint: Complaint, event: Event, actor: Actor, photos: Sequence[Photo] = ()
) -> list[Message]:
    """Return what Wadul Bupati is told of a change; nothing of its own news, nor of emergencies and drills.

    Call while holding the complaint's row: the place in line is read from the outbox.
    """
    if complaint.is_emergency or complaint.is_drill or actor.kind == "wadul":
        return []
    first = next_sequence(subject=name_subject(complaint.number), channel=WADUL)
    payload = _describe_update(complaint, event, complaint.status, _tell_update(complaint, event))
    update = _wadul_message(complaint, "update", payload, f"event-{event.pk}", first)
    return [update, *_write_photo_messages(complaint, photos, first=first + 1)]


def write_contact_message(*, complaint: Complaint, event: Event) -> list[Message]:
    """Return an update that carries the corrected reporter, if Wadul Bupati was told who reported at all.

    Call while holding the complaint's row. Its place in line is after the report that held the old contact.
    """
    reporter = _describe_reporter(complaint)
    if complaint.is_emergency or reporter is None:
        return []
    payload = {**_describe_update(complaint, event, complaint.status, event.text), "reporter": reporter}
    sequence = next_sequence(subject=name_subject(complaint.number), channel=WADUL)
    return [_wadul_message(complaint, "update", payload, f"event-{event.pk}", sequence)]


def write_raised_message(*, complaint: Complaint, event: Event) -> list[Message]:
    """Return the last word to Wadul Bupati on a report that became an emergency: it goes another way from here.

    Nothing where Wadul Bupati was never told of it. Call while holding the complaint's row.
    """
    sequence = next_sequence(subject=name_subject(complaint.number), channel=WADUL)
    if sequence == 1:
        return []
    payload = _describe_update(complaint, event, read_wadul_status(complaint), RAISED_TEXT)
    return [_wadul_message(complaint, "update", payload, f"event-{event.pk}", sequence)]


def read_wadul_status(complaint: Complaint) -> str:
    """Return the state Wadul Bupati is to show: what became an emergency was passed on, whatever its state here."""
    return Status.FORWARDED.value if complaint.is_emergency else complaint.status


def write_state_message(*, complaint: Complaint) -> Message:
    """Return an update that says only the present state, for the comparison at night.

    Call while holding the complaint's row. The same version of a complaint gives the same key.
    """
    payload = {
        "ticket": complaint.number,
        "status": read_wadul_status(complaint),
        "text": "",
        "actor": "Sistem",
        "occurred_at": complaint.updated_at.isoformat(),
        "event_id": complaint.events.order_by("-pk").values_list("pk", flat=True).first(),
    }
    sequence = next_sequence(subject=name_subject(complaint.number), channel=WADUL)
    return _wadul_message(complaint, "update", payload, f"state-{complaint.version}", sequence)


def name_subject(number: str) -> str:
    """Return the name under which the outbox keeps a complaint's messages in line."""
    return f"complaint:{number}"


def _mark_secret(complaint: Complaint) -> dict[str, Any]:
    # Stays in this house: by it the inbox and the admin know whom a message is not for.
    return {"secret_category": complaint.category_id} if complaint.is_for_named_readers else {}


def _describe_update(complaint: Complaint, event: Event, status: str, text: str) -> dict[str, Any]:
    return {
        "ticket": complaint.number,
        "status": status,
        "text": text,
        "actor": event.actor_name,
        "occurred_at": event.created_at.isoformat(),
        "event_id": event.pk,
    }


def _tell_update(complaint: Complaint, event: Event) -> str:
    where = f"Dialihkan ke {complaint.agency.name}." if event.data.get("to_agency") else ""
    is_sealed = complaint.is_for_named_readers
    said = SEALED_TEXT if is_sealed else mask_for_wadul(complaint=complaint, text=event.text)
    return " ".join(part for part in (where, said) if part)


def _wadul_message(complaint: Complaint, operation: str, payload: dict[str, Any], what: str, sequence: int) -> Message:
    return Message(
        channel=WADUL,
        target="wadul",
        operation=operation,
        subject=name_subject(complaint.number),
        payload=payload | _mark_secret(complaint),
        key=f"wadul:{complaint.number}:{what}",
        queue="wadul",
        sequence=sequence,
    )


def _write_photo_messages(complaint: Complaint, photos: Sequence[Photo], *, first: int) -> list[Message]:
    if complaint.is_for_named_readers:
        return []
    return [
        _wadul_message(complaint, "photo", _describe_photo(complaint, photo), f"photo-{photo.pk.hex}", first + place)
        for place, photo in enumerate(photos)
    ]


def _describe_photo(complaint: Complaint, photo: Photo) -> dict[str, Any]:
    return {
        "ticket": complaint.number,
        "photo_id": str(photo.pk),
        "purpose": photo.purpose,
        "mime": photo.mime,
        "sha256": photo.sha256,
        "storage_name": photo.file.name,
    }


def _describe_complaint(complaint: Complaint) -> dict[str, Any]:
    # Nobody over there is named to read a secret report: it learns that there is one, and of what kind.
    is_sealed = complaint.is_for_named_readers
    return {
        "ticket": complaint.number,
        "track": complaint.track,
        "category_code": complaint.category.code,
        "category_name": complaint.category.name,
        "text": SEALED_TEXT if is_sealed else mask_for_wadul(complaint=complaint, text=complaint.text),
        **_describe_place(complaint, is_sealed=is_sealed),
        "agency_code": complaint.agency.code,
        "agency_name": complaint.agency.name,
        "filed_at": complaint.filed_at.isoformat(),
        "visibility": complaint.visibility,
        "reporter": _describe_reporter(complaint),
        "status": Status(complaint.status).value,
    }


def _describe_place(complaint: Complaint, *, is_sealed: bool) -> dict[str, Any]:
    village = None if is_sealed else complaint.village
    return {
        "village_code": village.code if village else "",
        "village_name": village.name if village else "",
        "district_name": village.district.name if village else "",
        "landmark": "" if is_sealed else mask_for_wadul(complaint=complaint, text=complaint.landmark),
        "lat": None if is_sealed else complaint.lat,
        "lng": None if is_sealed else complaint.lng,
    }


def _describe_reporter(complaint: Complaint) -> dict[str, str] | None:
    # Whoever asked to stay unknown stays unknown outside this house too.
    reporter = complaint.reporter
    if reporter is None or complaint.is_anonymous or complaint.is_secret or complaint.is_for_named_readers:
        return None
    return {"name": reporter.name, "phone": reporter.phone, "email": reporter.email}


def _describe_alert(complaint: Complaint, ask: str, *, is_masked: bool = False) -> dict[str, Any]:
    """Return an alert; masked for an outside provider, whole for the agency's own inbox."""
    path = f"/petugas/tiket/{complaint.number}/"
    way = {"path": path, "link": settings.BASE_URL + path, "urgent": complaint.is_emergency and not complaint.is_drill}
    matter = _seal_matter(complaint) if complaint.is_for_named_readers else _tell_matter(complaint, ask, is_masked)
    return {"ticket": complaint.number, **matter, **way}


def _seal_matter(complaint: Complaint) -> dict[str, Any]:
    # An alert lies open on telephones and desks: it says that there is something to open, and nothing of it.
    return {
        "title": "Laporan rahasia, darurat" if complaint.is_emergency else "Laporan rahasia",
        "place": "",
        "ask": "Buka tiketnya dengan akun petugas yang ditunjuk.",
        **_mark_secret(complaint),
    }


def _tell_matter(complaint: Complaint, ask: str, is_masked: bool) -> dict[str, Any]:
    text, landmark = complaint.text, complaint.landmark
    if is_masked:
        # What is asked may hold a caller's or a crew's own words too.
        text, ask = (mask_for_provider(complaint=complaint, text=words) for words in (text, ask))
        # Whoever drives out to an emergency needs to find the door.
        landmark = landmark if complaint.is_emergency else mask_for_provider(complaint=complaint, text=landmark)
    place = {"place": complaint.place, "landmark": landmark}
    return {"title": complaint.category.name, **place, "text": text[:500], "ask": ask}
