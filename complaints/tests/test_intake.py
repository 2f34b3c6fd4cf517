"""The one door: a report is filed whole, once, and cheaply."""

from __future__ import annotations

import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import place_search
from complaints.access import check_link_token, check_pin, make_link_token, make_pin
from complaints.choices import Source
from complaints.drafts import build_report as from_draft
from complaints.intake import NewReport, file_complaint
from complaints.masking import villages
from complaints.models import Complaint, Reporter
from complaints.tests.citizen import Citizen, make_photo
from complaints.ticket_numbers import clean_number, group_number, is_valid, new_number
from dispatch.models import Agency, AgencyContact, Category, Delivery, Village


def build_report(code: str, **more) -> NewReport:
    village = Village.objects.select_related("district").order_by("code").first()
    category = Category.objects.select_related("agency").get(code=code)
    return NewReport(category=category, text="Ada yang perlu ditangani", village=village, **more)


@pytest.mark.django_db
def test_a_routine_report_goes_to_wadul_and_an_emergency_to_its_agency():
    lamp = file_complaint(report=build_report("N-PJU"), source=Source.WEB).complaint
    fire = file_complaint(report=build_report("D-BAKAR"), source=Source.WEB).complaint
    wadul, alert = Delivery.objects.order_by("id")
    assert (wadul.channel, wadul.queue, wadul.payload["ticket"]) == ("wadul", "wadul", lamp.number)
    assert (alert.channel, alert.queue, alert.target) == ("alert", "emergency", f"inbox:{fire.agency_id}")


def forget_all_that_is_remembered() -> None:
    cache.clear()
    place_search._read_villages.cache_clear()
    villages._read.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["D-BAKAR", "N-PJU", "N-SAMPAH"])
def test_a_call_is_filed_with_at_most_twelve_statements_even_by_a_process_that_remembers_nothing(code):
    report = build_report(code, reporter_name="Uji", phone="+628110000001")
    AgencyContact.objects.create(agency=Agency.objects.get(code="DISHUB"), name="Piket", address="json://127.0.0.1:9/")
    forget_all_that_is_remembered()
    with CaptureQueriesContext(connection) as statements:
        file_complaint(report=report, source=Source.CALL, intake_key="k")
    assert len(statements) <= 12, [q["sql"][:55] for q in statements]


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["D-BAKAR", "N-PJU"])
def test_a_form_with_photos_is_filed_with_at_most_twelve_statements_by_such_a_process(code):
    citizen = Citizen()
    citizen.fill(category=code, photos=[make_photo(), make_photo()], contact={"phone": "0812 3456 7890", "name": "Sri"})
    # The page that is read over names the notice, and the draft keeps which.
    citizen.see("periksa")
    draft = citizen.draft
    report = from_draft(draft=draft, category=Category.objects.get(code=code))
    forget_all_that_is_remembered()
    with CaptureQueriesContext(connection) as statements:
        filed = file_complaint(report=report, source=Source.WEB, intake_key=str(draft.token), draft=draft)
    assert filed.complaint.photos.count() == 2
    assert len(statements) <= 12, [q["sql"][:55] for q in statements]


@pytest.mark.django_db
def test_the_same_key_files_one_report():
    first = file_complaint(report=build_report("N-PJU"), source=Source.WEB, intake_key="a")
    again = file_complaint(report=build_report("N-PJU"), source=Source.WEB, intake_key="a")
    assert (first.created, again.created) == (True, False)
    assert first.complaint.pk == again.complaint.pk
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_simultaneous_sends_of_one_form_make_one_report():
    report = build_report("N-PJU")
    barrier = threading.Barrier(10)
    numbers: list[str] = []

    def send() -> None:
        barrier.wait()
        try:
            numbers.append(file_complaint(report=report, source=Source.WEB, intake_key="same").complaint.number)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 10
    assert len(set(numbers)) == 1
    assert Complaint.objects.count() == 1
    assert Delivery.objects.count() == 1


@pytest.mark.django_db
def test_who_asked_to_stay_unknown_is_not_named_to_wadul():
    file_complaint(report=build_report("N-PJU", phone="+628110000001", is_anonymous=True), source=Source.WEB)
    assert Delivery.objects.get().payload["reporter"] is None
    assert Reporter.objects.get().phone == "+628110000001"


@pytest.mark.django_db
def test_every_active_contact_of_the_agency_is_alerted():
    report = build_report("D-BAKAR")
    AgencyContact.objects.create(agency=report.category.agency, name="Piket", address="json://127.0.0.1:9/")
    AgencyContact.objects.create(agency=report.category.agency, name="Lama", address="json://x", is_active=False)
    file_complaint(report=report, source=Source.WEB)
    assert Delivery.objects.filter(target__startswith="contact:").count() == 1


@pytest.mark.django_db
def test_pin_and_link_open_only_their_own_complaint():
    one = file_complaint(report=build_report("N-PJU"), source=Source.WEB).complaint
    two = file_complaint(report=build_report("N-PJU"), source=Source.WEB).complaint
    assert check_pin(one, f" {make_pin(one)[:3]} {make_pin(one)[3:]} ")
    assert check_link_token(one, make_link_token(one))
    assert not check_link_token(two, make_link_token(one))
    assert make_pin(one) == make_pin(Complaint.objects.get(pk=one.pk))


def test_a_ticket_number_catches_every_mistyped_and_every_swapped_digit():
    number = new_number()
    assert is_valid(number)
    for place in range(12):
        for digit in set("0123456789") - {number[place]}:
            assert not is_valid(number[:place] + digit + number[place + 1 :])
    for place in range(11):
        if number[place] != number[place + 1]:
            swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            assert not is_valid(swapped)


def test_a_number_reads_in_groups_and_is_understood_however_typed():
    assert group_number("123456789012") == "1234 5678 9012"
    assert clean_number(" 1234-5678.9012 ") == "123456789012"
