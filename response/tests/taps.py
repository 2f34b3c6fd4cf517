"""What the tests of taps do: let a contact tap, and read what became of the complaint and of its agency's part."""

from __future__ import annotations

import uuid
from datetime import datetime

from complaints.models import Complaint
from dispatch.models import AgencyContact
from response.choices import TapKind
from response.models import Engagement
from response.taps import FieldTap, TapOutcome, record_tap


def tap(fire: Complaint, contact: AgencyContact, kind: str, *, now: datetime | None = None, **more) -> TapOutcome:
    more.setdefault("key", uuid.uuid4())
    return record_tap(complaint_id=fire.pk, contact=contact, tap=FieldTap(kind=TapKind(kind), **more), now=now)


def status_of(fire: Complaint) -> str:
    return Complaint.objects.values_list("status", flat=True).get(pk=fire.pk)


def part_of(contact: AgencyContact) -> Engagement:
    return Engagement.objects.get(agency=contact.agency_id)
