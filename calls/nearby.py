"""What goes on near the place being typed, so that the tenth caller about one fire costs five seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from complaints.duplicates import measure_distance
from complaints.models import Complaint
from complaints.transitions import OPEN
from dispatch.models import Track, Visibility

if TYPE_CHECKING:
    from accounts.models import User

WINDOW = timedelta(hours=24)
RADIUS_M = 3000
# On a flood night the newest are the ones a caller speaks of.
MOST_EXAMINED = 300
MOST_SHOWN = 6


@dataclass(frozen=True)
class Incident:
    """An open emergency near the place, with how far it is and how many have told of it."""

    complaint: Complaint
    metres: int | None
    callers: int

    @property
    def point(self) -> tuple[float, float] | None:
        """Where a map shows it (degrees): its own point, else its village's."""
        row = self.complaint
        if row.lat is not None and row.lng is not None:
            return row.lat, row.lng
        return (row.village.lat, row.village.lng) if row.village else None


def find_incidents(
    *,
    user: User,
    village: str = "",
    point: tuple[float, float] | None = None,
    category: str = "",
    is_drill: bool = False,
) -> list[Incident]:
    """Return open emergencies of the last day in this village or within 3 km, those of the same kind first.

    A drill finds drills, and a real call finds none of them.
    """
    if not village and point is None:
        return []
    open_now = Complaint.objects.visible_to(user).filter(
        track=Track.EMERGENCY, status__in=OPEN, filed_at__gte=timezone.now() - WINDOW, is_drill=is_drill
    )
    # To be listed here is to be near: that would tell where a secret report is, opened or not.
    open_now = open_now.exclude(visibility=Visibility.SECRET)
    callers = Count("calls", filter=Q(calls__has_joined=True), distinct=True)
    rows = open_now.with_relations().annotate(joined=callers).order_by("-filed_at")[:MOST_EXAMINED]
    near = [one for row in rows if (one := _measure(row, village, point)) is not None]
    near.sort(key=lambda one: (one.complaint.category.code != category, one.metres or 0, -one.complaint.pk))
    return near[:MOST_SHOWN]


def _measure(row: Complaint, village: str, point: tuple[float, float] | None) -> Incident | None:
    metres = None
    if point is not None and row.lat is not None and row.lng is not None:
        metres = round(measure_distance(*point, row.lat, row.lng))
    is_near = metres is not None and metres <= RADIUS_M
    if is_near or (village and row.village_id == village):
        return Incident(row, metres, 1 + row.joined)  # type: ignore[attr-defined]
    return None
