"""Reports that may be the same: this kind, within 250 metres, in the last seven days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from complaints.choices import FINAL
from complaints.home_figures import describe_age
from complaints.models import Complaint
from dispatch.models import Category, Visibility

RADIUS_M = 250
WINDOW = timedelta(days=7)
# However many there are in a flood, only the newest are looked at.
MOST_EXAMINED = 500
MOST_SHOWN = 3
EARTH_RADIUS_M = 6_371_000


@dataclass(frozen=True)
class Near:
    """A report that may be the same, with how far from here and how long ago, in words."""

    complaint: Complaint
    metres: int
    age: str


def find_duplicates(*, category: Category, lat: float, lng: float) -> list[Near]:
    """Return up to three open public complaints, the nearest first.

    Two SQL statements at most; the first reads an index of this category's last days.
    """
    recent = Complaint.objects.filter(
        category=category,
        filed_at__gte=timezone.now() - WINDOW,
        visibility=Visibility.PUBLIC,
        lat__isnull=False,
        lng__isnull=False,
    ).exclude(status__in=FINAL)
    points = recent.order_by("-filed_at").values_list("pk", "lat", "lng")[:MOST_EXAMINED]
    near = {pk: measure_distance(lat, lng, there_lat or 0, there_lng or 0) for pk, there_lat, there_lng in points}
    near = {pk: metres for pk, metres in near.items() if metres <= RADIUS_M}
    if not near:
        return []
    found = Complaint.objects.filter(pk__in=sorted(near, key=near.__getitem__)[:MOST_SHOWN])
    shown = found.select_related("category", "village__district", "agency").defer("village__boundary")
    now = timezone.now()
    return sorted(
        (Near(one, round(near[one.pk]), describe_age(now - one.filed_at)) for one in shown), key=lambda one: one.metres
    )


def measure_distance(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """Return metres between two WGS 84 points in degrees (flat map; right to a metre at this range)."""
    north = math.radians(other_lat - lat)
    east = math.radians(other_lng - lng) * math.cos(math.radians(lat))
    return EARTH_RADIUS_M * math.hypot(north, east)
