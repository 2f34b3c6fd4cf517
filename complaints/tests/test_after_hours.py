"""While nobody answers 112, an emergency from the web still reaches who is on duty, and the pages say whom to call.

24 November 2026 is a Tuesday; the desk is staffed from 07.00 to 21.00 WIB.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from complaints.escalation import escalate_due
from complaints.models import Complaint
from complaints.tests.citizen import Citizen
from dispatch.models import Agency, AgencyContact, Delivery, DirectNumber, DutyShift
from dispatch.outbox import find_due
from dispatch.sending import deliver_one
from dispatch.tests.test_outbox import Receiver
from jepara_tanggap.clock import name_now

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
DAY = NIGHT.replace(hour=10)
CLOSED = "Tutup, buka lagi hari ini 07.00 WIB"
CALL_DIRECTLY = "telepon nomor langsung di bawah ini"


@pytest.fixture(autouse=True)
def _fresh_hours() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def night() -> Iterator[None]:
    with time_machine.travel(NIGHT, tick=True):
        yield


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.server.shutdown()
    server.server.server_close()


def add_contact(name: str, starts: int, ends: int, address: str = "json://x") -> AgencyContact:
    agency = Agency.objects.get(code="SATPOLPP_DAMKAR")
    contact = AgencyContact.objects.create(agency=agency, name=name, address=address)
    DutyShift.objects.create(contact=contact, starts=time(starts), ends=time(ends))
    return contact


def file_fire() -> tuple[Citizen, Complaint]:
    citizen = Citizen()
    return citizen, citizen.file(category="D-BAKAR", text="Rumah terbakar di belakang pasar")


def alerts_of(complaint: Complaint) -> set[str]:
    rows = Delivery.objects.filter(subject=f"complaint:{complaint.number}", channel="alert")
    return set(rows.values_list("target", flat=True))


def test_the_crew_of_the_night_gets_the_alert_at_once_and_that_of_the_day_none(night, receiver):
    owl = add_contact("Regu malam", 19, 7, receiver.address)
    add_contact("Regu siang", 7, 19)
    _, complaint = file_fire()
    assert alerts_of(complaint) == {f"inbox:{complaint.agency_id}", f"contact:{owl.pk}"}
    row = Delivery.objects.get(target=f"contact:{owl.pk}")
    # Due by the clock of the outbox, which is the database's own where there is one.
    assert row.pk in [pk for pk, _ in find_due(queue="emergency", limit=10, now=name_now())]
    deliver_one(row.pk)
    assert complaint.number in receiver.titles[0]


def test_where_nobody_is_on_duty_at_night_everybody_is_alerted(night):
    by_day = [add_contact(name, 7, 19) for name in ("Regu 1", "Regu 2")]
    _, complaint = file_fire()
    assert {f"contact:{one.pk}" for one in by_day} <= alerts_of(complaint)


def test_what_nobody_acknowledges_is_raised_at_night_as_by_day(night):
    add_contact("Regu malam", 19, 7)
    _, complaint = file_fire()
    assert complaint.respond_due_at - complaint.filed_at == timedelta(minutes=complaint.category.respond_minutes)
    assert escalate_due(now=complaint.filed_at + timedelta(minutes=3, seconds=1)) == 1


def test_every_page_of_an_emergency_says_that_112_is_closed_and_whom_to_call_directly(night):
    done, _ = file_fire()
    asking = Citizen()
    asking.fill(category="D-BAKAR", text="Rumah terbakar")
    slugs = ("rincian", "lokasi", "kontak", "periksa")
    pages = {"home": Client().get("/"), "filed": done.see("terima-kasih"), **{slug: asking.see(slug) for slug in slugs}}
    numbers = list(DirectNumber.objects.filter(is_active=True).values_list("number", flat=True))
    assert numbers
    for name, answer in pages.items():
        page = answer.content.decode()
        assert CLOSED in page, name
        assert CALL_DIRECTLY in page, name
        assert all(f'href="tel:{number}"' in page for number in numbers), name
        # What is folded away is not seen at night.
        assert "<details><summary>Nomor" not in page, name


def test_by_day_the_pages_name_the_hours_and_lead_to_112():
    with time_machine.travel(DAY, tick=True):
        page = Client().get("/").content.decode()
    assert "Buka sekarang, sampai 21.00 WIB" in page
    assert CALL_DIRECTLY not in page
    assert 'href="tel:112"' in page
