"""What a caller may be speaking of: what is near the place being typed, or newest, so that joining takes seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from complaints.duplicates import bound_box, measure_distance
from complaints.models import Complaint
from complaints.transitions import OPEN
from dispatch.models import Track, Village, Visibility

if TYPE_CHECKING:
    from accounts.models import User
    from complaints.querysets import ComplaintQuerySet

WINDOW = timedelta(hours=24)
# Before a place is known: whoever calls now mostly speaks of what began just now.
RECENT = timedelta(hours=1)
RADIUS_M = 3000
# Where only the village is known, of the caller or of the report: as far as to the villages around.
ROUGH_RADIUS_M = 5000
# On a flood night the newest are the ones a caller speaks of; of those near, not of the whole county's.
MOST_EXAMINED = 300
MOST_SHOWN = 6


@dataclass(frozen=True)
class Incident:
    """An open emergency near the place, with how far it is and how many have told of it.

    `metres` is None in the same village without both points; `is_rough` where it is measured from a village's middle.
    """

    complaint: Complaint
    metres: int | None
    callers: int
    is_rough: bool = False

    @property
    def distance(self) -> str:
        """How far it is, in words; empty where nobody knows."""
        if self.metres is None:
            return ""
        return f"sekitar {max(1, round(self.metres / 1000))} km" if self.is_rough else f"{self.metres} m"

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
    """Return open emergencies of the last day in this village or near it, those of the same kind first.

    Near is within 3 km; from village to village, where a point is missing, within 5 km of the middles.
    While no place is known they are the newest of the last hour. A drill finds drills, and a real call none of them.
    """
    if not village and point is None:
        return _find_newest(_find_open(user, RECENT, is_drill), category)
    here = point or _find_middle(village)
    if here is None:
        return []
    around = _find_open(user, WINDOW, is_drill).filter(_lies_around(here, village, is_rough=point is None))
    rows = around.order_by("-filed_at")[:MOST_EXAMINED]
    near = [one for row in rows if (one := _measure(row, village, here, is_rough=point is None)) is not None]
    return _sort(near, category)


def _find_open(user: User, window: timedelta, is_drill: bool) -> ComplaintQuerySet:
    since = timezone.now() - window
    readable = Complaint.objects.visible_to(user).with_relations()
    open_now = readable.filter(track=Track.EMERGENCY, status__in=OPEN, filed_at__gte=since, is_drill=is_drill)
    callers = Count("calls", filter=Q(calls__has_joined=True), distinct=True)
    # To be listed here is to be near: that would tell where a secret report is, opened or not.
    return open_now.exclude(visibility=Visibility.SECRET).annotate(joined=callers)


def _find_newest(open_now: ComplaintQuerySet, category: str) -> list[Incident]:
    # The newest of one kind may stand behind many of another.
    rows = open_now.order_by("-filed_at")[: MOST_EXAMINED if category else MOST_SHOWN]
    return _sort([Incident(row, None, 1 + row.joined) for row in rows], category)  # type: ignore[attr-defined]


def _sort(near: list[Incident], category: str) -> list[Incident]:
    near.sort(key=lambda one: (one.complaint.category.code != category, one.metres or 0, -one.complaint.pk))
    return near[:MOST_SHOWN]


def _find_middle(village: str) -> tuple[float, float] | None:
    return Village.objects.filter(pk=village).values_list("lat", "lng").first() if village else None


def _lies_around(here: tuple[float, float], village: str, *, is_rough: bool) -> Q:
    """Return the condition of lying in this village or around; by its village where a report has no point."""
    pointed = Q(**bound_box(*here, ROUGH_RADIUS_M if is_rough else RADIUS_M))
    unpointed = Q(lat=None, **bound_box(*here, ROUGH_RADIUS_M, of="village__"))
    same = Q(village=village) if village else Q()
    return pointed | unpointed | same


def _measure(row: Complaint, village: str, here: tuple[float, float], *, is_rough: bool) -> Incident | None:
    has_point = row.lat is not None and row.lng is not None
    is_rough = is_rough or not has_point
    metres: int | None = None
    if not (is_rough and row.village_id == village):
        there = (row.lat, row.lng) if has_point else (row.village.lat, row.village.lng)  # type: ignore[union-attr]
        metres = round(measure_distance(*here, *there))  # type: ignore[arg-type]
    is_near = metres is None or metres <= (ROUGH_RADIUS_M if is_rough else RADIUS_M)
    if is_near or row.village_id == village:
        return Incident(row, metres, 1 + row.joined, is_rough)  # type: ignore[attr-defined]
    return None
