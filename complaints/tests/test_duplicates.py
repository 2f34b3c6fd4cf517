"""Reports that may be the same are offered, and only those anybody may see."""

import math
from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.duplicates import find_duplicates, find_in_village, measure_distance
from complaints.models import Complaint
from complaints.tests.citizen import Citizen
from dispatch.models import Category, Village

pytestmark = pytest.mark.django_db

LAT, LNG = -6.5888, 110.6684
HERE = {"lat": str(LAT), "lng": str(LNG)}
METRE = 1 / 111_195  # degrees of latitude


def find(lat=LAT, code="N-PJU"):
    return find_duplicates(category=Category.objects.get(code=code), lat=lat, lng=LNG)


@pytest.fixture
def lamp():
    return Citizen().file(place=HERE, text="Cerita yang tidak boleh terlihat")


def test_the_same_kind_within_250_metres_is_offered(lamp):
    assert [near.complaint for near in find(LAT + 249 * METRE)] == [lamp]
    assert find(LAT + 251 * METRE) == []
    assert find(code="N-SAMPAH") == []


def test_what_is_older_than_a_week_or_over_is_not_offered(lamp):
    Complaint.objects.update(filed_at=timezone.now() - timedelta(days=7, minutes=1))
    assert find() == []
    Complaint.objects.update(filed_at=timezone.now(), status="closed")
    assert find() == []


@pytest.mark.parametrize("visibility", ["public_masked", "anonymous", "private", "secret"])
def test_only_public_reports_are_offered(lamp, visibility):
    Complaint.objects.update(visibility=visibility)
    assert find() == []


def test_the_review_offers_it_without_a_word_of_its_reporter(lamp):
    citizen = Citizen()
    citizen.fill(place=HERE)
    page = citizen.see("periksa").content.decode()
    assert "Ini laporan Anda? Ikuti saja" in page
    assert f"/lacak/{lamp.number}/" in page
    assert "tidak boleh terlihat" not in page


def find_here(village="Bandengan", code="N-PJU"):
    return find_in_village(category=Category.objects.get(code=code), village=Village.objects.get(name=village))


def test_without_a_point_the_newest_two_of_the_same_village_and_kind_are_offered():
    first, second, third = (Citizen().file(place={"village": "Bandengan"}) for _ in range(3))
    assert [near.complaint for near in find_here()] == [third, second]
    assert find_here(code="N-SAMPAH") == find_here("Sekuro") == []
    Complaint.objects.exclude(pk=first.pk).update(status="closed")
    assert [near.complaint for near in find_here()] == [first]


def test_of_a_village_only_the_last_three_days_and_public_reports_are_offered():
    Citizen().file(place={"village": "Bandengan"})
    Complaint.objects.update(filed_at=timezone.now() - timedelta(days=3, minutes=1))
    assert find_here() == []
    Complaint.objects.update(filed_at=timezone.now(), visibility="private")
    assert find_here() == []


def test_the_review_without_a_point_says_that_it_is_the_same_desa():
    lamp = Citizen().file(place={"village": "Bandengan"})
    citizen = Citizen()
    citizen.fill(place={"village": "Bandengan"})
    page = citizen.see("periksa").content.decode()
    assert "di desa yang sama" in page
    assert f"/lacak/{lamp.number}/" in page


@pytest.fixture
def flood():
    """Six hundred newer reports of the same kind all over the county, within an hour."""
    lamp = Citizen().file(place={**HERE, "village": "Bandengan"})
    elsewhere = Village.objects.get(name="Sekuro")
    now = timezone.now()
    copy = {
        field.attname: getattr(lamp, field.attname)
        for field in Complaint._meta.concrete_fields
        if field.attname not in ("id", "number", "intake_key", "access_seed", "reporter_id")
    }
    copy |= {"village_id": elsewhere.pk, "lat": LAT + 400 * METRE}
    rows = [
        Complaint(**{**copy, "filed_at": now + timedelta(seconds=count)}, number=f"{count:012}") for count in range(600)
    ]
    Complaint.objects.bulk_create(rows)
    return lamp


def test_in_a_flood_the_report_next_door_is_still_found(flood):
    assert [near.complaint for near in find()] == [flood]
    assert [near.complaint for near in find_here()] == [flood]


def test_looking_costs_two_statements_in_a_flood_too(flood, django_assert_num_queries):
    category, village = flood.category, flood.village
    with django_assert_num_queries(2):
        find_duplicates(category=category, lat=LAT, lng=LNG)
    with django_assert_num_queries(2):
        find_in_village(category=category, village=village)


@pytest.mark.parametrize("sideways", [249, -249])
def test_what_is_near_to_the_east_and_west_is_found_too(lamp, sideways):
    east = sideways * METRE / math.cos(math.radians(LAT))
    category = Category.objects.get(code="N-PJU")
    assert [near.complaint for near in find_duplicates(category=category, lat=LAT, lng=LNG + east)] == [lamp]


def test_distance_is_right_to_a_metre():
    assert measure_distance(LAT, LNG, LAT + 250 * METRE, LNG) == pytest.approx(250, abs=1)
