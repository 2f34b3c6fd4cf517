"""What several tests of the field make: a fire with its agency's contacts."""

from __future__ import annotations

from complaints.models import Complaint
from complaints.tests.helpers import file_report
from dispatch.models import Agency, AgencyContact


def file_fire(**more) -> Complaint:
    """File a fire in Jepara's first village; its agency is alerted."""
    return file_report("D-BAKAR", text="Rumah terbakar di belakang pasar", **more)


def add_contact(agency: Agency, name: str = "Regu 1") -> AgencyContact:
    """Give an agency one more contact, whose messages go nowhere."""
    return AgencyContact.objects.create(agency=agency, name=name, address="json://x", order=agency.contacts.count() + 1)


def agency_of(code: str) -> Agency:
    """Return the agency with this code."""
    return Agency.objects.get(code=code)
