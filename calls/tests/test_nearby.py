"""What goes on near a caller's place is found in a flood, and from one village to the next without any point."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from calls.nearby import ROUGH_RADIUS_M, find_incidents
from complaints.duplicates import measure_distance
from complaints.models import Complaint
from complaints.tests.helpers import file_report
from dispatch.models import Village

pytestmark = pytest.mark.django_db
HERE = (-6.5900, 110.6700)


@pytest.fixture
def villages() -> tuple[Village, Village, Village]:
    """A village, one beside it, and one far away."""
    rows = list(Village.objects.defer("boundary").order_by("code"))
    home = rows[0]
    rest = sorted(rows[1:], key=lambda one: measure_distance(home.lat, home.lng, one.lat, one.lng))
    assert measure_distance(home.lat, home.lng, rest[0].lat, rest[0].lng) < ROUGH_RADIUS_M
    return home, rest[0], rest[-1]


def burn(**place) -> Complaint:
    complaint = file_report("D-BAKAR")
    Complaint.objects.filter(pk=complaint.pk).update(**{"lat": None, "lng": None, "village": None, **place})
    return complaint


def test_a_flood_elsewhere_hides_no_fire_next_door(ani, villages, monkeypatch):
    monkeypatch.setattr("calls.nearby.MOST_EXAMINED", 5)
    home, _, far = villages
    fire = burn(village=home, filed_at=timezone.now() - timedelta(hours=2))
    for _ in range(6):
        burn(village=far)
    assert [one.complaint for one in find_incidents(user=ani, village=home.code)] == [fire]


def test_the_next_village_is_seen_without_any_point_and_a_far_one_is_not(ani, villages):
    home, beside, far = villages
    fire = burn(village=beside)
    burn(village=far)
    (near,) = find_incidents(user=ani, village=home.code)
    assert (near.complaint, near.is_rough) == (fire, True)
    assert near.distance.startswith("sekitar ")


def test_in_the_same_village_without_points_no_distance_is_claimed(ani, villages):
    burn(village=villages[0])
    (near,) = find_incidents(user=ani, village=villages[0].code)
    assert (near.metres, near.distance) == (None, "")


def test_between_two_points_three_kilometres_are_near_and_the_metres_are_told(ani):
    fire = burn(lat=HERE[0] + 0.02, lng=HERE[1])
    burn(lat=HERE[0] + 0.03, lng=HERE[1])
    (near,) = find_incidents(user=ani, point=HERE)
    assert (near.complaint, near.distance) == (fire, f"{near.metres} m")


def test_a_village_nobody_knows_is_near_to_nothing(ani):
    fire = burn(lat=HERE[0], lng=HERE[1])
    assert find_incidents(user=ani, village="99.99.99.9999") == []
    assert [one.complaint for one in find_incidents(user=ani)] == [fire], "no place at all is not yet an unknown one"
