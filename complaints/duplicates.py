"""Reports that may be the same: this kind, in the last days, near the point or, without one, in the same desa."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from complaints.choices import FINAL
from complaints.home_figures import describe_age
from complaints.models import Complaint
from dispatch.models import Category, Village, Visibility

RADIUS_M = 250
WINDOW = timedelta(days=7)
# A whole desa says less than a point: only the last days, and fewer.
VILLAGE_WINDOW = timedelta(days=3)
MOST_OF_VILLAGE = 2
# However many stand at one place in a flood, only the newest are measured.
MOST_EXAMINED = 500
MOST_SHOWN = 3
EARTH_RADIUS_M = 6_371_000


@dataclass(frozen=True)
class Near:
    """A report that may be the same; `metres` is None where only the village is known. `age` is in words."""

    complaint: Complaint
    metres: int | None
    age: str

    @property
    def where(self) -> str:
        """How far away it is, in words."""
        if self.metres is None:
            assert self.complaint.village is not None
            return f"di {self.complaint.village.get_kind_display().lower()} yang sama"
        return f"{self.metres} m dari titik Anda" if self.metres else "di titik yang sama"


def find_duplicates(*, category: Category, lat: float, lng: float) -> list[Near]:
    """Return up to three open public complaints near a point, the nearest first.

    Two SQL statements at most; the first reads this category's last days in the index `nearby_recent`, and leaves out
    what is not near: in a flood hundreds of the whole county are newer than the one next door.
    """
    recent = _select_recent(category, WINDOW).filter(**bound_box(lat, lng, RADIUS_M))
    points = recent.values_list("pk", "lat", "lng")[:MOST_EXAMINED]
    near = {pk: measure_distance(lat, lng, there_lat or 0, there_lng or 0) for pk, there_lat, there_lng in points}
    near = {pk: metres for pk, metres in near.items() if metres <= RADIUS_M}
    nearest = sorted(near, key=near.__getitem__)[:MOST_SHOWN]
    return [_describe(one, round(near[one.pk])) for one in _load(nearest)]


def find_in_village(*, category: Category, village: Village) -> list[Near]:
    """Return up to two open public complaints of a village, the newest first; two SQL statements at most."""
    newest = _select_recent(category, VILLAGE_WINDOW).filter(village=village).values_list("pk", flat=True)
    return [_describe(one, None) for one in _load(list(newest[:MOST_OF_VILLAGE]))]


def _select_recent(category: Category, window: timedelta) -> QuerySet[Complaint]:
    recent = Complaint.objects.visible_publicly().filter(
        category=category, filed_at__gte=timezone.now() - window, visibility=Visibility.PUBLIC
    )
    return recent.exclude(status__in=FINAL).order_by("-filed_at")


def bound_box(lat: float, lng: float, metres: float, *, of: str = "") -> dict[str, tuple[float, float]]:
    """Return the condition of a box a little wider than the circle around a point; `of`: whose lat and lng."""
    north = math.degrees(metres / EARTH_RADIUS_M) * 1.01
    east = north / max(0.01, math.cos(math.radians(lat)))
    return {f"{of}lat__range": (lat - north, lat + north), f"{of}lng__range": (lng - east, lng + east)}


def _load(keys: list[int]) -> list[Complaint]:
    """Return these complaints with what a line shows of them, in the order of the keys."""
    if not keys:
        return []
    found = Complaint.objects.filter(pk__in=keys)
    shown = found.select_related("category", "village__district", "agency").defer("village__boundary")
    return sorted(shown, key=lambda one: keys.index(one.pk))


def _describe(complaint: Complaint, metres: int | None) -> Near:
    return Near(complaint, metres, describe_age(timezone.now() - complaint.filed_at))


def measure_distance(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """Return metres between two WGS 84 points in degrees (flat map; right to a metre at this range)."""
    north = math.radians(other_lat - lat)
    east = math.radians(other_lng - lng) * math.cos(math.radians(lat))
    return EARTH_RADIUS_M * math.hypot(north, east)
