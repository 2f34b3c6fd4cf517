"""Who is alerted now: by rota, past midnight, and never nobody."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from dispatch.duty import find_alerted, find_in_order, list_on_duty
from dispatch.models import Agency, AgencyContact, DutyShift

pytestmark = pytest.mark.django_db
# 2026-03-02 is a Monday.
WIB = ZoneInfo("Asia/Jakarta")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=WIB)


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.get(code="SATPOLPP_DAMKAR")


def add_contact(agency: Agency, name: str, order: int, *shifts: tuple[int | None, int, int], **more) -> AgencyContact:
    contact = AgencyContact.objects.create(agency=agency, name=name, address="json://x", order=order, **more)
    for weekday, starts, ends in shifts:
        DutyShift.objects.create(contact=contact, weekday=weekday, starts=time(starts), ends=time(ends), order=order)
    return contact


def names(agency: Agency, now: datetime) -> list[str]:
    return [contact.name for contact in list_on_duty(agency=agency, now=now)]


def test_without_a_rota_all_active_contacts_are_on_duty_in_order(agency):
    add_contact(agency, "B", 2)
    add_contact(agency, "A", 1)
    add_contact(agency, "Lama", 3, is_active=False)
    assert names(agency, at(2, 9)) == ["A", "B"]


def test_a_night_shift_lasts_past_midnight_and_belongs_to_the_day_it_began_on(agency):
    add_contact(agency, "Malam", 1, (0, 21, 7))
    assert names(agency, at(2, 20, 59)) == []
    assert names(agency, at(2, 21)) == ["Malam"]
    assert names(agency, at(3, 6, 59)) == ["Malam"]
    assert names(agency, at(3, 7)) == []
    # Monday before seven is Sunday's night.
    assert names(agency, at(2, 6)) == []


def test_a_shift_of_every_day_and_one_of_a_whole_day(agency):
    add_contact(agency, "Siang", 2, (None, 7, 19))
    add_contact(agency, "Senin", 1, (0, 8, 8))
    assert names(agency, at(2, 9)) == ["Senin", "Siang"]
    assert names(agency, at(3, 7, 30)) == ["Senin", "Siang"]
    assert names(agency, at(3, 8)) == ["Siang"]


def test_times_are_local_whatever_zone_they_are_asked_in(agency):
    add_contact(agency, "Pagi", 1, (None, 7, 12))
    assert names(agency, datetime(2026, 3, 2, 0, 30, tzinfo=ZoneInfo("UTC"))) == ["Pagi"]


def test_with_nobody_on_duty_all_are_alerted_so_that_nothing_is_silent(agency):
    day = add_contact(agency, "Siang", 1, (None, 7, 19))
    other = add_contact(agency, "Kepala", 2)
    assert find_alerted(agencies=[agency], now=at(2, 9)) == [day.pk]
    assert find_alerted(agencies=[agency], now=at(2, 23)) == [day.pk, other.pk]


def test_the_next_contacts_follow_those_on_duty(agency):
    first = add_contact(agency, "Kepala", 1)
    duty = add_contact(agency, "Piket", 2, (None, 0, 0))
    assert find_in_order(agency=agency, now=at(2, 9)) == [duty.pk, first.pk]


def test_the_agency_page_says_who_would_be_alerted_now(agency, client: Client):
    client.force_login(User.objects.create(username="admin", role="administrator", is_staff=True, is_superuser=True))
    page = reverse("admin:dispatch_agency_change", args=[agency.pk])
    assert "Belum ada kontak aktif" in client.get(page).content.decode()
    add_contact(agency, "Piket terus", 1, (None, 0, 0))
    assert "Piket terus (piket saat ini)" in client.get(page).content.decode()
