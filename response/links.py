"""Who stands behind a link from the field, and what they may see and say with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from complaints.models import Complaint, Handover
from dispatch.field_links import LinkForged, LinkRefused, read_token
from dispatch.models import AgencyContact

SUBJECT = "complaint:"


class LinkMoved(LinkRefused):
    """The matter lies with another agency by now."""

    message = "Laporan ini sudah dialihkan ke OPD lain. Terima kasih, Anda tidak perlu berangkat."


@dataclass(frozen=True)
class FieldVisit:
    """An open link: the complaint, whose telephone it is, and until when."""

    complaint: Complaint
    contact: AgencyContact
    expires_at: datetime


def open_link(*, token: str, now: datetime | None = None) -> FieldVisit:
    """Return what a link opens. Raises LinkRefused, whose message says why.

    What changed since it was sent counts: a contact that was switched off, a ticket handed on, an agency that
    turned out to be the one reported. Secret reports open for nobody this way.
    """
    found = read_token(token=token, now=now)
    contact = AgencyContact.objects.select_related("agency").defer("address").filter(pk=found.contact_id).first()
    complaint = Complaint.objects.with_relations().filter(number=found.subject.removeprefix(SUBJECT)).first()
    if contact is None or complaint is None or complaint.is_for_named_readers:
        raise LinkForged
    if not contact.is_active or not contact.agency.is_active or contact.agency_id == complaint.about_agency_id:
        raise LinkForged
    if _has_left(complaint, contact):
        raise LinkMoved
    return FieldVisit(complaint=complaint, contact=contact, expires_at=found.expires_at)


def _has_left(complaint: Complaint, contact: AgencyContact) -> bool:
    if contact.agency_id == complaint.agency_id or contact.agency.code == settings.ROUTING_FALLBACK_AGENCY:
        return False
    if complaint.supporting.filter(pk=contact.agency_id).exists():
        return False
    return Handover.objects.filter(complaint=complaint, agency=contact.agency_id).exists()
