"""An agency's alert address in the admin: written, never read back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from dispatch.models import Agency, AgencyContact

pytestmark = pytest.mark.django_db

NO_SHIFTS = {"shifts-TOTAL_FORMS": "0", "shifts-INITIAL_FORMS": "0"}
TOKEN = "tgram://123456789:OLDTOKEN/42"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create(username="admin", role="administrator", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def contact() -> AgencyContact:
    return AgencyContact.objects.create(agency=Agency.objects.first(), name="Piket", address=TOKEN)


def submit(desk: Client, contact: AgencyContact, **typed: str):
    data = {"agency": contact.agency_id, "name": "Piket malam", "order": 1, "is_active": "on", "address": ""}
    data |= NO_SHIFTS | typed
    return desk.post(reverse("admin:dispatch_agencycontact_change", args=[contact.pk]), data)


def test_no_page_of_the_admin_shows_a_stored_address(desk: Client, contact: AgencyContact) -> None:
    pages = [
        reverse("admin:dispatch_agencycontact_change", args=[contact.pk]),
        reverse("admin:dispatch_agency_change", args=[contact.agency_id]),
        reverse("admin:dispatch_agencycontact_changelist"),
    ]
    for page in pages:
        answer = desk.get(page)
        assert "Piket" in answer.content.decode()
        assert "OLDTOKEN" not in answer.content.decode()


def test_an_empty_field_keeps_the_stored_address(desk: Client, contact: AgencyContact) -> None:
    assert submit(desk, contact).status_code == 302
    contact.refresh_from_db()
    assert (contact.name, contact.address) == ("Piket malam", TOKEN)


def test_a_typed_address_takes_its_place(desk: Client, contact: AgencyContact) -> None:
    assert submit(desk, contact, address="tgram://123456789:NEWTOKEN/42").status_code == 302
    contact.refresh_from_db()
    assert contact.address == "tgram://123456789:NEWTOKEN/42"


def test_a_new_contact_needs_an_address(desk: Client) -> None:
    answer = desk.post(
        reverse("admin:dispatch_agencycontact_add"),
        {"agency": Agency.objects.first().pk, "name": "Baru", "order": 1, "address": "", **NO_SHIFTS},
    )
    assert answer.status_code == 200
    assert "address" in answer.context["adminform"].form.errors
