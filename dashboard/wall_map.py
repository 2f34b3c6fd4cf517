"""The county's outline as SVG, from our own boundaries: a wallboard needs no tiles and no network.

What lies far from most villages (islands) stands in a frame of its own, in the corner with the most sea,
so that it does not make everything else small.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from pathlib import Path

from django.contrib.staticfiles import finders
from shapely.geometry import MultiPolygon, Polygon, box, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

WIDTH = 1000
# In units of the drawing; about 70 m of Jepara.
SIMPLIFIED_BY = 1.5
# From west, south, east and north this share of the parts may lie outside the main picture.
FAR_SHARE = 0.04
# With fewer districts none is far from most.
FEW = 5
INSET_SHARE, MARGIN = 0.3, 14

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Pane:
    """A window of the drawing: what it shows (degrees: west, south, east, north) and where its top left stands."""

    bounds: Box
    left: float
    top: float
    scale: float  # units per degree of latitude

    @property
    def width(self) -> float:
        """Units across."""
        return (self.bounds[2] - self.bounds[0]) * self.scale * self._squeeze

    @property
    def height(self) -> float:
        """Units down."""
        return (self.bounds[3] - self.bounds[1]) * self.scale

    @property
    def _squeeze(self) -> float:
        return cos(radians((self.bounds[1] + self.bounds[3]) / 2))

    def holds(self, lat: float, lng: float) -> bool:
        """Tell whether a point (degrees) lies within."""
        west, south, east, north = self.bounds
        return west <= lng <= east and south <= lat <= north

    def place(self, lat: float, lng: float) -> tuple[float, float]:
        """Return where a point (degrees) stands in the drawing."""
        x = self.left + (lng - self.bounds[0]) * self.scale * self._squeeze
        return round(x, 1), round(self.top + (self.bounds[3] - lat) * self.scale, 1)


@dataclass(frozen=True)
class Outline:
    """The drawing: its size, a path per district, names where they fit, and the frame for what lies far out."""

    height: int
    paths: list[str]
    names: list[tuple[str, float, float]]
    panes: list[Pane]

    @property
    def home(self) -> list[list[float]]:
        """Where nearly all of the county is, as map libraries want it: south west, north east (latitude first)."""
        west, south, east, north = self.panes[0].bounds if self.panes else (-180, -80, 180, 80)
        return [[south, west], [north, east]]

    @property
    def frame(self) -> Pane | None:
        """The frame for what lies far out, if there is any."""
        return self.panes[1] if len(self.panes) > 1 else None

    def place(self, lat: float, lng: float) -> tuple[float, float] | None:
        """Return where a point (degrees) stands; None if it lies outside."""
        for pane in self.panes:
            if pane.holds(lat, lng):
                return pane.place(lat, lng)
        return None


@cache
def read_outline() -> Outline:
    """Draw the districts, once in a process."""
    found = finders.find("geo/districts.json")
    districts = json.loads(Path(found).read_text())["features"] if found else []  # type: ignore[arg-type]
    return draw_outline([(one["properties"]["name"], shape(one["geometry"])) for one in districts])


def draw_outline(districts: list[tuple[str, Polygon | MultiPolygon]]) -> Outline:
    """Return the drawing of these districts (degrees, longitude first)."""
    if not districts:
        return Outline(WIDTH, [], [], [])
    panes = _choose_panes(districts)
    paths, names = [], []
    for name, land in districts:
        parts = [(pane, part) for part in _list_parts(land) if (pane := _find_pane(panes, part))]
        paths.append("".join(_write_path(pane, part) for pane, part in parts))
        point = max(_list_parts(land), key=lambda part: part.area).representative_point()
        pane = next((one for one in panes if one.holds(point.y, point.x)), panes[0])
        names.append((name, *pane.place(point.y, point.x)))
    return Outline(round(panes[0].height), paths, names, panes)


def _choose_panes(districts: Iterable[tuple[str, Polygon | MultiPolygon]]) -> list[Pane]:
    lands = [land for _, land in districts]
    near = _span_most([max(_list_parts(land), key=lambda part: part.area) for land in lands])
    main_land = unary_union([part for land in lands for part in _list_parts(land) if part.centroid.within(near)])
    far = [part for land in lands for part in _list_parts(land) if not part.centroid.within(near)]
    main = _fit(_widen(main_land.bounds), 0, 0, WIDTH)
    if not far:
        return [main]
    drawn = [Polygon([main.place(y, x) for x, y in part.exterior.coords]) for part in _list_parts(main_land)]
    return [main, _fit_inset(_widen(unary_union(far).bounds), main, unary_union([one.buffer(0) for one in drawn]))]


def _fit_inset(bounds: Box, main: Pane, land: BaseGeometry) -> Pane:
    """Return the frame of these bounds in the corner of the main picture where it covers the least land."""
    size = _fit(bounds, 0, 0, WIDTH * INSET_SHARE)
    lefts, tops = (MARGIN, WIDTH - size.width - MARGIN), (MARGIN, main.height - size.height - MARGIN)
    corners = [_fit(bounds, left, top, WIDTH * INSET_SHARE) for top in tops for left in lefts]
    return min(corners, key=lambda one: land.intersection(_draw_box(one)).area)


def _draw_box(pane: Pane) -> Polygon:
    return box(pane.left, pane.top, pane.left + pane.width, pane.top + pane.height)


def _span_most(parts: list[Polygon]) -> Polygon:
    """Return the box around nearly all of these, widened by a fifth: what lies outside is far away."""
    if len(parts) < FEW:
        return box(*unary_union(parts).bounds)
    middles = [(part.centroid.x, part.centroid.y) for part in parts]
    left_out = max(1, round(len(middles) * FAR_SHARE))
    spans = []
    for values in zip(*middles, strict=True):
        ordered = sorted(values)
        spans.append((ordered[left_out], ordered[len(ordered) - 1 - left_out]))
    (west, east), (south, north) = spans
    wide, high = (east - west) * 0.4, (north - south) * 0.4
    return box(west - wide, south - high, east + wide, north + high)


def _widen(bounds: Box) -> Box:
    west, south, east, north = bounds
    wide, high = (east - west) * 0.03, (north - south) * 0.03
    return west - wide, south - high, east + wide, north + high


def _fit(bounds: Box, left: float, top: float, width: float) -> Pane:
    unit = Pane(bounds, left, top, 1)
    return Pane(bounds, left, top, width / unit.width)


def _find_pane(panes: list[Pane], part: Polygon) -> Pane | None:
    return next((pane for pane in panes if pane.holds(part.centroid.y, part.centroid.x)), None)


def _list_parts(land: Polygon | MultiPolygon) -> list[Polygon]:
    return list(land.geoms) if isinstance(land, MultiPolygon) else [land]


def _write_path(pane: Pane, part: Polygon) -> str:
    drawn = Polygon([pane.place(y, x) for x, y in part.exterior.coords]).simplify(SIMPLIFIED_BY)
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in drawn.exterior.coords) + "Z"
