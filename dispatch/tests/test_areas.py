"""From a point to its village."""

from __future__ import annotations

import math
import threading

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from dispatch import areas
from dispatch.areas import NEAREST_LIMIT_M, find_place
from dispatch.models import Village


@pytest.fixture(autouse=True)
def fresh_index():
    areas.forget_places()
    yield
    areas.forget_places()


pytestmark = pytest.mark.django_db


def test_every_label_point_maps_to_its_own_village():
    wrong = [
        village.code
        for village in Village.objects.all()
        if find_place(lat=village.lat, lng=village.lng).village_code != village.code
    ]
    assert wrong == []


def test_inside_means_no_distance():
    village = Village.objects.get(code="33.20.07.2001")
    place = find_place(lat=village.lat, lng=village.lng)
    assert (place.distance_m, place.is_outside) == (0, False)


def _walk_out_to_sea(metres: float) -> tuple[float, float]:
    # Due north of the northernmost point of the mainland and islands there is only sea.
    north = max(
        (point for row in Village.objects.all() for point in shape(row.boundary).convex_hull.exterior.coords),
        key=lambda point: point[1],
    )
    return north[1] + metres / 110_600, north[0]


def test_a_pier_is_counted_to_the_nearest_village():
    lat, lng = _walk_out_to_sea(400)
    place = find_place(lat=lat, lng=lng)
    assert place.village_code is not None
    assert place.distance_m == pytest.approx(400, abs=5)
    assert not place.is_outside


def test_the_sea_beyond_500_metres_is_outside():
    lat, lng = _walk_out_to_sea(520)
    place = find_place(lat=lat, lng=lng)
    assert place.village_code is None
    assert place.is_outside
    assert place.distance_m == pytest.approx(520, abs=6)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 91.0, 1e300])
def test_impossible_coordinates_are_outside(value):
    assert find_place(lat=value, lng=110.7).is_outside
    assert find_place(lat=-6.6, lng=value * 2).is_outside


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lat=st.floats(-6.9, -5.7), lng=st.floats(110.0, 111.1))
def test_a_point_lies_in_or_near_the_village_it_is_given(lat, lng):
    place = find_place(lat=lat, lng=lng)
    assert place.is_outside == (place.village_code is None) == (place.distance_m > NEAREST_LIMIT_M)
    if place.village_code:
        boundary = shape(Village.objects.get(code=place.village_code).boundary)
        # Degrees are at most 111 km, so this bound holds in any direction.
        assert boundary.distance(Point(lng, lat)) * 111_400 >= place.distance_m * 0.98


def test_without_boundaries_everything_is_outside_until_they_are_loaded():
    boundaries = dict(Village.objects.values_list("code", "boundary"))
    Village.objects.update(boundary={})
    village = Village.objects.get(code="33.20.07.2001")
    assert find_place(lat=village.lat, lng=village.lng) == areas.NOWHERE
    village.boundary = boundaries[village.code]
    village.save()
    assert find_place(lat=village.lat, lng=village.lng).village_code == village.code


def test_many_threads_read_one_index():
    rows = list(Village.objects.values_list("code", "lat", "lng"))
    find_place(lat=-6.5, lng=110.7)
    wrong: list[str] = []

    def look() -> None:
        wrong.extend(code for code, lat, lng in rows if find_place(lat=lat, lng=lng).village_code != code)

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
