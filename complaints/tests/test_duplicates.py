"""Reports that may be the same are offered, and only those anybody may see."""

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


def test_distance_is_right_to_a_metre():
    assert measure_distance(LAT, LNG, LAT + 250 * METRE, LNG) == pytest.approx(250, abs=1)
