"""Handing a ticket to another agency: which one may get it, and what the one that had it keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from complaints.choices import Status
from complaints.models import Complaint, ComplaintSupport, Event, Handover
from complaints.promises import renew_first_steps
from complaints.refusals import MissingField
from dispatch.models import Agency, InboxMessage

TRANSFER = "transfer"


def select_new_agencies(*, complaint: Complaint) -> QuerySet[Agency]:
    """Return the agencies a ticket may go to: active, not the present one, never the one it is about."""
    agencies = Agency.objects.filter(is_active=True).exclude(pk=complaint.agency_id)
    return agencies.exclude(pk=complaint.about_agency_id) if complaint.about_agency_id else agencies


def find_new_agency(*, complaint: Complaint, agency_id: int) -> Agency:
    """Return the agency a ticket shall go to. Raises MissingField for one that cannot have it."""
    agency = select_new_agencies(complaint=complaint).filter(pk=agency_id).first()
    if agency is None:
        raise MissingField("to_agency", "Pilih OPD lain yang aktif dari daftar.")
    return agency


def move_to_agency(*, complaint: Complaint, agency: Agency, actor_name: str, now: datetime) -> None:
    """Change the responsible agency in memory; the new one has its own time for the first steps, the deadline stays.

    Why it was moved is told by the line of history alone, where such words lie sealed.
    """
    why = f"Dialihkan dari {complaint.agency.short_name} oleh {actor_name}."
    complaint.routing_explanation = "\n".join(part for part in (why, complaint.routing_explanation) if part)
    complaint.agency = agency
    complaint.transfers += 1
    renew_first_steps(complaint=complaint, now=now)


def record_handover(*, complaint: Complaint, left: Agency, before: str, event: Event, now: datetime) -> None:
    """Write what the agency that had it may still read, and quiet its bell. Call after the event was written."""
    Handover.objects.create(
        complaint=complaint, agency=left, to_agency=complaint.agency, event=event, status=Status(before), left_at=now
    )
    ComplaintSupport.objects.filter(complaint=complaint, agency=complaint.agency).delete()
    InboxMessage.objects.filter(agency=left, subject=f"complaint:{complaint.number}", seen_at=None).update(seen_at=now)


def describe_transfer(*, left: Agency, agency: Agency) -> dict[str, Any]:
    """Return what the event keeps of a transfer, in words that stay true."""
    return {"from_agency": left.short_name, "to_agency": agency.short_name}
