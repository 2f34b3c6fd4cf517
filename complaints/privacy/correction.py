"""A reporter corrects who they are and how they are reached (UU 27/2022, articles 6 and 30), or tells the desk."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from complaints.actors import REPORTER, Actor
from complaints.choices import Audience, EventKind
from complaints.models import Complaint, Event, Reporter
from complaints.outgoing import write_contact_message
from dispatch.outbox import enqueue

_WORDS = {"name": "nama", "phone": "nomor telepon", "email": "surel"}


def correct_contact(
    *, complaint_id: int, name: str, phone: str, email: str, now: datetime | None = None
) -> Event | None:
    """Write the contact anew; history says what was changed and by whom, never what it was.

    `phone` is E.164. Returns None if nothing changed. Whoever reported anonymously stays so.
    """
    given = {"name": name, "phone": phone, "email": email}
    return _write_contact(complaint_id, given, REPORTER, EventKind.DATA_RIGHT, "Pelapor memperbaiki {what}.", now)


def note_contact(
    *, complaint_id: int, name: str = "", phone: str = "", actor: Actor, now: datetime | None = None
) -> Event | None:
    """Keep what somebody told the desk of themselves after the report was filed; what was not told stays as it was.

    `phone` is E.164. Returns None if nothing changed. Whether this desk took the report is the caller's question.
    """
    told = {field: value for field, value in {"name": name, "phone": phone}.items() if value}
    return _write_contact(complaint_id, told, actor, EventKind.NOTE, "Meja mencatat {what} pelapor.", now)


def _write_contact(
    complaint_id: int, given: dict[str, str], actor: Actor, kind: EventKind, text: str, now: datetime | None
) -> Event | None:
    now = now or timezone.now()
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).with_relations().get(pk=complaint_id)
        reporter = complaint.reporter or Reporter()
        changed = [field for field, value in given.items() if getattr(reporter, field) != value]
        if not changed or complaint.is_anonymous:
            return None
        for field in changed:
            setattr(reporter, field, given[field])
        reporter.save()
        Complaint.objects.filter(pk=complaint.pk).update(reporter=reporter, version=F("version") + 1, updated_at=now)
        event = _write_line(complaint, changed, actor, kind, text, now)
        complaint.reporter = reporter
        # Whoever was given the old contact must not go on calling it (article 30).
        enqueue(messages=write_contact_message(complaint=complaint, event=event), now=now)
        return event


def _write_line(
    complaint: Complaint, changed: list[str], actor: Actor, kind: EventKind, text: str, now: datetime
) -> Event:
    return Event.objects.create(
        complaint=complaint,
        kind=kind,
        action="correct_contact",
        text=text.format(what=", ".join(_WORDS[field] for field in changed)),
        audience=Audience.REPORTER if actor == REPORTER else Audience.STAFF,
        actor_name=actor.name,
        user=actor.user,
        agency=actor.agency,
        data={"changed": changed},
        created_at=now,
    )
