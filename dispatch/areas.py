"""From a point to its village: by polygon, else the nearest within 500 m, else outside.

Distances are measured on a flat map: an equirectangular projection around the
middle latitude of the data, with the metre lengths of a degree there (WGS 84).
Within one regency it is wrong by less than 0.2 %, a metre in 500.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from dispatch.models import Village

# The coast is generalised: a point on a pier can lie a few hundred metres outside.
NEAREST_LIMIT_M = 500.0


@dataclass(frozen=True)
class Place:
    """The village of a point. `distance_m` is 0 inside it, else metres to the nearest village."""

    village_code: str | None
    distance_m: float
    is_outside: bool


NOWHERE = Place(village_code=None, distance_m=math.inf, is_outside=True)


class PlaceIndex:
    """A tree over village polygons, in metres. Reading it is safe from any thread."""

    def __init__(self, boundaries: Sequence[tuple[str, dict[str, Any]]]) -> None:
        self._codes = [code for code, _ in boundaries]
        polygons = [shape(geometry) for _, geometry in boundaries]
        self._metres = _measure_degree(polygons)
        self._tree = shapely.STRtree([shapely.transform(polygon, self._project) for polygon in polygons])

    def _project(self, coordinates):
        return coordinates * self._metres

    def find(self, *, lat: float, lng: float) -> Place:
        """Return the place of a WGS 84 point in degrees."""
        per_lng, per_lat = self._metres
        point = shapely.Point(lng * per_lng, lat * per_lat)
        # The polygon that holds the point is the nearest, at distance 0.
        indices, distances = self._tree.query_nearest(point, return_distance=True)
        distance = float(distances[0])
        if distance > NEAREST_LIMIT_M:
            return Place(village_code=None, distance_m=distance, is_outside=True)
        # On a shared border both are at 0; the lower index makes the answer repeatable.
        return Place(village_code=self._codes[int(indices.min())], distance_m=distance, is_outside=False)


def _measure_degree(polygons: list[BaseGeometry]) -> tuple[float, float]:
    """Return metres per degree of longitude and of latitude (WGS 84 series, NGA TR8350.2)."""
    south, north = shapely.total_bounds(polygons)[[1, 3]]
    phi = math.radians((south + north) / 2)
    per_lat = 111132.92 - 559.82 * math.cos(2 * phi) + 1.175 * math.cos(4 * phi)
    per_lng = 111412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi) + 0.118 * math.cos(5 * phi)
    return per_lng, per_lat


_index: PlaceIndex | None = None
_lock = threading.Lock()


def find_place(*, lat: float, lng: float) -> Place:
    """Return the village of a WGS 84 point in degrees; any two numbers have an answer."""
    if not (math.isfinite(lat) and math.isfinite(lng) and abs(lat) <= 90 and abs(lng) <= 180):
        return NOWHERE
    index = _get_index()
    return index.find(lat=lat, lng=lng) if index else NOWHERE


def forget_places() -> None:
    """Read the boundaries anew at the next look-up in this process."""
    global _index
    with _lock:
        _index = None


def _get_index() -> PlaceIndex | None:
    global _index
    if _index is not None:
        return _index
    with _lock:
        if _index is None:
            rows = Village.objects.exclude(boundary={}).order_by("code").values_list("code", "boundary")
            boundaries = list(rows)
            # An empty answer is not kept: the data may be loaded in a moment.
            _index = PlaceIndex(boundaries) if boundaries else None
        return _index
