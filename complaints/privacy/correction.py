"""A reporter corrects who they are and how they are reached (UU 27/2022, articles 6 and 30)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from complaints.actors import REPORTER
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
    now = now or timezone.now()
    given = {"name": name, "phone": phone, "email": email}
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
        event = Event.objects.create(
            complaint=complaint,
            kind=EventKind.DATA_RIGHT,
            action="correct_contact",
            text=f"Pelapor memperbaiki {', '.join(_WORDS[field] for field in changed)}.",
            audience=Audience.REPORTER,
            actor_name=REPORTER.name,
            data={"changed": changed},
            created_at=now,
        )
        complaint.reporter = reporter
        # Whoever was given the old contact must not go on calling it (article 30).
        enqueue(messages=write_contact_message(complaint=complaint, event=event), now=now)
        return event
