"""What several tests of the field make: a fire with its agency's contacts."""

from __future__ import annotations

from complaints.models import Complaint
from complaints.outgoing import name_subject
from complaints.tests.helpers import file_report
from dispatch.field_links import make_link
from dispatch.models import Agency, AgencyContact


def file_fire(**more) -> Complaint:
    """File a fire in Jepara's first village; its agency is alerted."""
    return file_report("D-BAKAR", text="Rumah terbakar di belakang pasar", **more)


def add_contact(agency: Agency, name: str = "Regu 1", address: str = "json://x") -> AgencyContact:
    """Give an agency one more contact, whose messages go nowhere."""
    return AgencyContact.objects.create(agency=agency, name=name, address=address, order=agency.contacts.count() + 1)


def token_for(complaint: Complaint, contact: AgencyContact) -> str:
    """Return the token of the link that an alert of this complaint carries to this contact."""
    link = make_link(subject=name_subject(complaint.number), contact_id=contact.pk)
    return link.rpartition("/l/")[2].strip("/")


def agency_of(code: str) -> Agency:
    """Return the agency with this code."""
    return Agency.objects.get(code=code)
